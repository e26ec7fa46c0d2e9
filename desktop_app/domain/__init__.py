"""Frozen values, enums, transitions, names, events and errors. Standard library only."""
