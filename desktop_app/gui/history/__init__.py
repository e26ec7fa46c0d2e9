"""What was sent, from here and by the company."""
