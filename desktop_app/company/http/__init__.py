"""A company over HTTP: what a workstation has that may not reach the database."""
