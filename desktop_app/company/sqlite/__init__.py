"""What PostgreSQL's functions and policies do, in Python for SQLite."""
