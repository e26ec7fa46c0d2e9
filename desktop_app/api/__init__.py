"""The HTTP API over the same services, and the job worker. Needs the extra ``server``."""
