"""The log of a server and of its workers."""

import logging

from desktop_app.domain.redaction import without_secrets


def log_to_stderr() -> None:
    """Log to standard error, as services do, without secrets."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Lines("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """A line, or more with a traceback; what other libraries' errors quote may hold a secret."""
        return without_secrets(super().format(record))
