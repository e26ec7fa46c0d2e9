"""Typed settings from the environment, and the folders Waybill keeps its things in; read once."""

import contextlib
import json
import logging
from pathlib import Path

import platformdirs
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from desktop_app.domain import private

log = logging.getLogger(__name__)


class Settings(BaseSettings):
    """What the environment says.

    WAYBILL_HOME, WAYBILL_COMPANY, WAYBILL_USERNAME, WAYBILL_PASSWORD, WAYBILL_COMPANY_PASSWORD (of the company's login,
    which workstations share), WAYBILL_NEW_PASSWORD (where a command gives somebody another),
    WAYBILL_INSECURE_COMPANY (``yes`` takes TLS that proves less than the host's name), WAYBILL_STORAGE_PATIENCE
    (seconds that an upload waits for a storage that went away before it pauses).
    """

    model_config = SettingsConfigDict(env_prefix="WAYBILL_", env_ignore_empty=True, frozen=True, extra="ignore")

    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("waybill", appauthor=False)))
    company: str = ""
    username: str = ""
    password: SecretStr | None = None
    company_password: SecretStr | None = None
    new_password: SecretStr | None = None
    insecure_company: bool = False
    storage_patience: float | None = Field(default=None, ge=0)

    @property
    def journal_path(self) -> Path:
        """The journal's file."""
        return self.home / "journal.db"

    @property
    def locks(self) -> Path:
        """Where running uploads are locked."""
        return self.home / "locks"

    @property
    def log_path(self) -> Path:
        """The log's file."""
        return self.home / "logs" / "waybill.log"

    @property
    def remembered_path(self) -> Path:
        """What the last sign-in used; no secret is in it."""
        return self.home / "remembered.json"

    def remembered(self) -> tuple[str, str]:
        """Company address and username: the environment's, else those of the last sign-in, else empty."""
        kept: dict[str, str] = {}
        # Only a convenience: one that cannot be read is as good as none.
        with contextlib.suppress(OSError, ValueError):
            kept = json.loads(self.remembered_path.read_text("utf-8"))
        return self.company or kept.get("company", ""), self.username or kept.get("username", "")

    def remember(self, company: str, username: str) -> None:
        """Remember where (an address without a password) and as whom somebody signed in, if the disk takes it."""
        fresh = self.remembered_path.with_suffix(".new")
        with contextlib.suppress(OSError):
            private.make_folder(self.home)
            private.tighten(fresh)
            with open(fresh, "w", encoding="utf-8", opener=private.opener) as file:
                json.dump({"company": company, "username": username}, file)
            fresh.replace(self.remembered_path)
