"""How what is behind an AWS profile is renewed: a sign-in by a command, keys in a file by whoever writes it."""

import os
import shlex
from datetime import UTC, datetime
from typing import Any

import botocore.session
from botocore.credentials import Credentials

_FROM_FILES = ("shared-credentials-file", "config-file")
_END_NAMES = ("x_security_token_expires", "aws_credential_expiration", "aws_expiration", "expiration")


def profiles_here() -> frozenset[str]:
    """The AWS profiles that this computer's files name."""
    return frozenset(botocore.session.Session().available_profiles)


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


def end_of(core: botocore.session.Session, credentials: Credentials) -> datetime | None:
    """When credentials end that nothing renews by itself, as far as whoever wrote them down said so.

    The names are those of botocore's environment, of `aws configure export-credentials`, saml2aws and gimme-aws-creds.
    """
    if credentials.method == "env":
        told = [os.environ.get("AWS_CREDENTIAL_EXPIRATION", "")]
    elif credentials.method in _FROM_FILES:
        profile: dict[str, Any] = core.full_config.get("profiles", {}).get(core.profile or "default", {})
        told = [str(profile.get(name, "")) for name in _END_NAMES]
    else:
        return None
    for text in told:
        try:
            end = datetime.fromisoformat(text)
        except ValueError:
            continue
        return end if end.tzinfo else end.replace(tzinfo=UTC)
    return None


def read_keys_again(credentials: Credentials, profile: str | None) -> None:
    """Take keys from AWS's files as they are now, if that is where these came from; botocore reads them once.

    Raises:
        BotoCoreError: the files cannot be read.
    """
    if credentials.method not in _FROM_FILES:
        return
    fresh = botocore.session.Session(profile=profile).get_credentials()
    if fresh is not None and fresh.method == credentials.method:
        credentials.access_key, credentials.secret_key, credentials.token = (
            fresh.access_key,
            fresh.secret_key,
            fresh.token,
        )
