"""Days as people reckon them: lunar dates, festivals, working days, and reading a date as typed; nothing here asks the clock."""
