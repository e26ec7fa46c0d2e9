"""What everything in the window looks like: colours, sizes, icons, words and numbers."""
