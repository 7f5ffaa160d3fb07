"""repbook: a field rep's account book that says every morning who is due a call, a visit or a greeting, and why."""

__version__ = "0.1.0"
