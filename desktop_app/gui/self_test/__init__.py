"""The window used as a person would, to see that everything works."""
