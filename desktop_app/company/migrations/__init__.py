"""Alembic revisions of the company's schema."""
