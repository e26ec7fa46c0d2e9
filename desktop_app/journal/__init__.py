"""The workstation's journal: the truth about what has been sent, in one SQLite file."""
