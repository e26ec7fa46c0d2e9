"""New versions: told of by a signed feed, fetched and verified here, and opened by whoever sits before the window."""
