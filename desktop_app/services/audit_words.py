"""The audit log's entries in words."""

from collections.abc import Mapping
from typing import Any

from desktop_app.domain.company import AuditEntry
from desktop_app.domain.texts import tr

ACTIONS: Mapping[str, str] = {
    "sign_in_granted": "Signed in",
    "sign_in_refused": "Sign-in refused",
    "sign_in_locked": "Sign-in locked",
    "sign_in_replayed": "Used sign-in token came again",
    "password_changed": "Password changed",
    "password_reset": "Password reset",
    "user_added": "User added",
    "user_changed": "User changed",
    "user_deleted": "User deleted",
    "project_added": "Project added",
    "project_changed": "Project changed",
    "project_deleted": "Project deleted",
    "cycle_added": "Cycle added",
    "cycle_changed": "Cycle changed",
    "cycle_deleted": "Cycle deleted",
    "company_changed": "Company changed",
    "upload_deleted": "Upload record deleted",
    "upload_taken_over": "Upload taken over",
    "upload_delegated": "Upload given to a server",
}
"""What was done, by the names that the company gives it."""

_EXPLAINED: Mapping[str, str] = {
    "sign_in_refused": "Wrong password, or an account that is not active.",
    "sign_in_locked": "Too many wrong passwords; it opens again by itself.",
    "sign_in_replayed": "Somebody may have copied it, so that sign-in was ended.",
}
_COLUMNS: Mapping[str, str] = {
    "full_name": "Full name",
    "role_arn": "AWS role",
    "email": "E-mail",
    "is_active": "Active",
    "bucket_name": "Bucket",
    "endpoint_url": "Endpoint",
    "s3_prefix": "Prefix",
    "sse": "Encryption",
    "kms_key_id": "KMS key",
    "project_name": "Name",
    "cycle_name": "Name",
    "cycle_number": "Number",
    "company_name": "Name",
    "contact_email": "Contact e-mail",
    "checksum_algorithm": "Checksum",
    "addressing_style": "Bucket in the address",
    "never_overwrite": "Never replace objects",
}
_WHERE = ("bucket_name", "endpoint_url", "s3_prefix", "role_arn", "credentials_source")
"""What says where files go, and by whose rights: nobody is to overlook it."""
_SHOWN = 60


def action_in_words(action: str) -> str:
    """What was done: "Project changed"."""
    return tr(ACTIONS[action]) if action in ACTIONS else action.replace("_", " ").capitalize()


def headline(entry: AuditEntry) -> str:
    """What was done to what: "Project changed: Coastal Survey"."""
    words = action_in_words(entry.action)
    # Signing in and one's own password are about nobody else, and there is one company only.
    told = entry.object in ("", entry.username) or entry.action == "company_changed"
    return words if told else f"{words}: {entry.object}"


def changes_of(entry: AuditEntry) -> list[tuple[str, str, str]]:
    """What, before, after; of entries that tell of a change. Where files go comes first."""
    changed = [column for column, both in entry.details.items() if isinstance(both, list | tuple) and len(both) == 2]
    return [
        (
            tr(_COLUMNS[column]) if column in _COLUMNS else column.replace("_", " ").capitalize(),
            _value(entry.details[column][0]),
            _value(entry.details[column][1]),
        )
        for column in sorted(changed, key=lambda column: column not in _WHERE)
    ]


def note_of(entry: AuditEntry) -> str:
    """The second line: "Role: user → admin", or why somebody was not let in."""
    changes = changes_of(entry)
    if not changes:
        return tr(_EXPLAINED[entry.action]) if entry.action in _EXPLAINED else ""
    return "  ·  ".join(f"{what}: {_short(before)} → {_short(after)}" for what, before, after in changes)


def in_full(entry: AuditEntry) -> list[str]:
    """All that is known of an entry, a line each."""
    changes = [f"{what}: {before} → {after}" for what, before, after in changes_of(entry)]
    return [headline(entry), *(changes or filter(None, [note_of(entry)]))]


def _value(value: Any) -> str:
    if value is None or value == "":
        return tr("(empty)")
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    return str(value)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
