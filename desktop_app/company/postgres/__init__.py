"""What PostgreSQL does in its own way: roles, isolation, the functions of the schema api."""
