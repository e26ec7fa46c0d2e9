"""The parts of a company store in SQL, the same over both engines."""
