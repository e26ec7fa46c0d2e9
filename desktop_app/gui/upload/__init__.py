"""Choosing what to send, and sending it."""
