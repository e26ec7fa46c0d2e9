"""Projects, cycles, and for admins people, company and audit log."""
