"""Every exception that reaches the window becomes something a person can read."""

import logging

from desktop_app.domain.errors import (
    AccountInactive,
    Bug,
    CompanyPasswordNeeded,
    MustChangePassword,
    SignedOut,
    WaybillError,
)
from desktop_app.domain.texts import tr

log = logging.getLogger(__name__)


def concerns_all_pages(error: WaybillError | None) -> bool:
    """Whether an error says that the person is let in no more, whatever they ask for: the frame says so, no page."""
    return isinstance(error, SignedOut | AccountInactive | MustChangePassword | CompanyPasswordNeeded)


def as_trouble(error: BaseException) -> WaybillError:
    """The error itself if it is one of ours; any other is a mistake of ours, which goes into the log with its trace."""
    if isinstance(error, WaybillError):
        return error
    log.error("a mistake of ours reached the window", exc_info=error)
    bug = Bug(
        tr(
            "Waybill made a mistake ({name}: {error}). What was sent is kept. Please send "
            "the log to those who make Waybill.",
            name=type(error).__name__,
            error=error,
        )
    )
    bug.__cause__ = error
    return bug
