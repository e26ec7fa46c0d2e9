"""How the sign-in behind an AWS profile is renewed."""

import shlex
from typing import Any

import botocore.session


def renewing_command(core: botocore.session.Session) -> str:
    """The command that renews a session's sign-in; empty where there is none, as for keys in a file."""
    profiles: dict[str, Any] = core.full_config.get("profiles", {})
    name, seen = core.profile or "default", set[str]()
    while name not in seen:
        seen.add(name)
        profile = profiles.get(name, {})
        named = "" if name == "default" else f" --profile {shlex.quote(name)}"
        if {"sso_session", "sso_start_url"} & profile.keys():
            return f"aws sso login{named}"
        if "login_session" in profile:
            return f"aws login{named}"
        name = profile.get("source_profile", name)
    return ""
