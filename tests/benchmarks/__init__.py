"""What each stage costs per file, apart from the tests: nothing here passes or fails."""
