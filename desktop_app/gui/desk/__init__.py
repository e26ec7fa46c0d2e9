"""Around the window: tray, notifications, preferences, help, updates, a second start."""
