"""What was sent, as pictures and numbers."""
