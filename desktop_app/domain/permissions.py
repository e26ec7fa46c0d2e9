"""Who may do what (ARCHITECTURE): everybody reads; this is what takes more.

Every store enforces it; front ends ask here what to offer.
"""

from collections.abc import Mapping
from enum import StrEnum

from desktop_app.domain.states import Role


class Permission(StrEnum):
    """What not everybody may do."""

    MANAGE_USERS = "manage users"
    CHANGE_COMPANY = "change the company"
    READ_AUDIT_LOG = "read the audit log"
    DELETE_PROJECTS = "delete projects"
    REDIRECT_PROJECTS = "change the bucket, region, endpoint or credentials of projects"
    DELETE_CYCLES = "delete cycles"
    REDIRECT_CYCLES = "change the prefix of cycles"
    CHANGE_OTHERS_UPLOADS = "change other people's uploads"


OWN = frozenset({"full_name", "email"})
"""What everybody may change of their own account, beside the password."""
_GRANTED: Mapping[Role, frozenset[Permission]] = {Role.ADMIN: frozenset(Permission), Role.USER: frozenset()}


def may(role: Role, permission: Permission) -> bool:
    """Whether a role includes a permission."""
    return permission in _GRANTED[role]
