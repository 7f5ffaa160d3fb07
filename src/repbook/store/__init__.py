"""The only place that speaks SQL: the book file, its transactions and undo, and the rows of each noun."""
