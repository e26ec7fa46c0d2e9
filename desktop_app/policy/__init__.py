"""What whoever looks after a computer presets and locks for everybody who works at it."""
