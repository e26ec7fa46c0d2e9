"""Typed settings from the computer's policy and the environment, and the folders Waybill keeps its things in."""

import contextlib
import json
import logging
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from desktop_app.domain import private
from desktop_app.domain.bandwidth import BandwidthHours
from desktop_app.domain.errors import InvalidValue
from desktop_app.domain.texts import tr
from desktop_app.policy.reading import read_policy
from desktop_app.policy.rules import AuthorityFile, FeedAddress, HourLines, ProxyAddress

log = logging.getLogger(__name__)


class Settings(BaseSettings):
    """What the computer's policy and the environment say: what the policy locks goes before all else, and what it
    presets after it.

    WAYBILL_HOME, WAYBILL_COMPANY, WAYBILL_USERNAME, WAYBILL_PASSWORD, WAYBILL_COMPANY_PASSWORD (of the company's login,
    which workstations share), WAYBILL_NEW_PASSWORD (where a command gives somebody another),
    WAYBILL_INSECURE_COMPANY (``yes`` takes TLS that proves less than the host's name), WAYBILL_STORAGE_PATIENCE
    (seconds that an upload waits for a storage that went away before it pauses), WAYBILL_PROXY, WAYBILL_NO_PROXY,
    WAYBILL_CA_FILE, WAYBILL_BANDWIDTH_HOURS (lines, or parted by semicolons), WAYBILL_UPDATE_FEED, WAYBILL_UPDATES:
    see `policy.rules.PolicyValues`.

    Raises, when read:
        SettingsDamaged: the policy cannot be used.
        InvalidValue: what the environment says will not do.
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
    proxy: ProxyAddress = ""
    no_proxy: Annotated[tuple[str, ...], NoDecode] = ()
    ca_file: AuthorityFile | None = None
    bandwidth_hours: Annotated[HourLines, NoDecode] = ()
    update_feed: FeedAddress = ""
    updates: bool = True
    locked: frozenset[str] = frozenset()
    """Names of settings that the policy locks; nothing but the policy fills it."""
    preset: frozenset[str] = frozenset()
    """Names of settings that the policy presets without locking them; nothing but the policy fills it."""
    policy_sources: tuple[str, ...] = ()
    """Where the policy stands; nothing but the policy fills it."""

    def __init__(self, **given: Any) -> None:
        try:
            super().__init__(**given)
        except ValidationError as error:
            one = error.errors(include_input=False)[0]
            name = str(one["loc"][0])
            raise InvalidValue(
                name,
                tr(
                    "WAYBILL_{name} cannot be used: {why}. Correct it in the environment.",
                    name=name.upper(),
                    why=one["msg"].removeprefix("Value error, ").rstrip("."),
                ),
            ) from error

    @field_validator("no_proxy", "bandwidth_hours", mode="before")
    @classmethod
    def _parted(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(part.strip() for part in value.replace("\n", ";").split(";") if part.strip())

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (pydantic's own signature)
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (pydantic's own signature)
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the policy around what pydantic reads."""
        policy = read_policy()
        preset = policy.values.keys() - policy.locked
        told = {"locked": policy.locked, "preset": frozenset(preset), "policy_sources": policy.sources}
        return (
            InitSettingsSource(settings_cls, told | policy.locked_values),
            init_settings,
            env_settings,
            InitSettingsSource(settings_cls, dict(policy.values)),
        )

    @property
    def hours(self) -> BandwidthHours:
        """How fast may be sent when."""
        return BandwidthHours.parse(self.bandwidth_hours, is_ceiling="bandwidth_hours" in self.locked)

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


class ApartSettings(Settings):
    """Of what has nothing to do with this computer's own: neither its policy nor the environment is asked."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 (pydantic's own signature)
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (pydantic's own signature)
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (pydantic's own signature)
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (pydantic's own signature)
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what is given."""
        return (init_settings,)
