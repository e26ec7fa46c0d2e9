"""The table of files, however many."""
