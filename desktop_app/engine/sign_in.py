"""How what is behind an AWS profile is renewed: a sign-in by a command, keys in a file by whoever writes it."""

import shlex
from typing import Any

import botocore.session
from botocore.credentials import Credentials


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


def read_keys_again(credentials: Credentials, profile: str | None) -> None:
    """Take keys from AWS's files as they are now, if that is where these came from; botocore reads them once.

    Raises:
        BotoCoreError: the files cannot be read.
    """
    if credentials.method not in ("shared-credentials-file", "config-file"):
        return
    fresh = botocore.session.Session(profile=profile).get_credentials()
    if fresh is not None and fresh.method == credentials.method:
        credentials.access_key, credentials.secret_key, credentials.token = (
            fresh.access_key,
            fresh.secret_key,
            fresh.token,
        )
