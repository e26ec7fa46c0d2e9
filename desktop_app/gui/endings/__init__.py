"""What is said and kept of an upload that has ended."""
