"""What IT sets for a computer: what may stand there, who wins, and what is said of mistakes."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

from desktop_app.domain.errors import InvalidValue, Mender, SettingsDamaged
from desktop_app.policy import reading
from desktop_app.policy.reading import read_file
from desktop_app.policy.rules import NAMES, Policy
from desktop_app.policy.windows import KEY, RECOMMENDED, VALUES, read_keys
from desktop_app.settings import ApartSettings, Settings
from tests.conftest import REPOSITORY

COMPANY = "https://waybill.example.com"
EVERYTHING = f"""\
company = "{COMPANY}"
proxy = "http://proxy.example.com:3128"
no_proxy = ["nas.example.com"]
ca_file = "/etc/ssl/company.pem"
bandwidth_hours = ["mon-fri 08:00-18:00 2M", "22:00-06:00 none"]
update_feed = "https://updates.example.com/waybill.feed"
updates = false
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this computer's settings are, for this test."""
    path = tmp_path / "etc" / "settings.toml"
    path.parent.mkdir()
    monkeypatch.setattr(reading, "policy_file", lambda: path)
    for name in ("COMPANY", "PROXY", "UPDATES", "UPDATE_FEED", "CA_FILE", "BANDWIDTH_HOURS", "LOCKED"):
        monkeypatch.delenv(f"WAYBILL_{name}", raising=False)
    return path


def test_without_a_file_nothing_is_set(file: Path) -> None:
    assert read_file(file) == Policy()
    settings = Settings()
    assert (settings.company, settings.proxy, settings.updates, settings.locked) == ("", "", True, frozenset())


def test_what_is_preset_gives_way_to_the_environment(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(EVERYTHING)
    settings = Settings()
    assert settings.company == COMPANY
    assert settings.no_proxy == ("nas.example.com",)
    assert settings.ca_file == Path("/etc/ssl/company.pem")
    assert settings.hours.limits[0].bytes_per_second == 2 * 2**20
    assert not settings.updates
    assert settings.policy_sources == (str(file),)
    monkeypatch.setenv("WAYBILL_COMPANY", "https://other.example.com")
    monkeypatch.setenv("WAYBILL_BANDWIDTH_HOURS", "08:00-12:00 1M; 12:00-13:00 none")
    assert Settings().company == "https://other.example.com"
    assert [limit.bytes_per_second for limit in Settings().hours.limits] == [2**20, 0]
    assert Settings(company="https://third.example.com").company == "https://third.example.com"


def test_what_is_locked_stays(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(EVERYTHING + "locked = true\n")
    for name, value in {
        "COMPANY": "https://other.example.com",
        "PROXY": "http://other.example.com:1",
        "UPDATES": "yes",
        "UPDATE_FEED": "https://other.example.com/feed",
        "BANDWIDTH_HOURS": "00:00-24:00 none",
        "LOCKED": "[]",
    }.items():
        monkeypatch.setenv(f"WAYBILL_{name}", value)
    settings = Settings(company="https://third.example.com", proxy="direct", locked=frozenset())
    assert settings.company == COMPANY
    assert settings.proxy == "http://proxy.example.com:3128"
    assert not settings.updates
    assert settings.update_feed == "https://updates.example.com/waybill.feed"
    assert settings.hours.is_ceiling
    assert settings.hours.limits[0].bytes_per_second == 2 * 2**20
    assert settings.locked >= {"company", "proxy", "updates"}


def test_some_are_locked_by_name(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(EVERYTHING + 'locked = ["updates"]\n')
    monkeypatch.setenv("WAYBILL_UPDATES", "yes")
    monkeypatch.setenv("WAYBILL_PROXY", "direct")
    assert not Settings().updates
    assert Settings().proxy == "direct"
    assert Settings().locked == {"updates"}
    assert "proxy" in Settings().preset


def test_what_has_nothing_to_do_with_this_computer_asks_nobody(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(EVERYTHING + "locked = true\n")
    monkeypatch.setenv("WAYBILL_USERNAME", "mara")
    apart = ApartSettings(home=Path("/nowhere"))
    assert (apart.company, apart.username, apart.proxy, apart.locked) == ("", "", "", frozenset())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('company = "https://a.example"\nproxy = \n', r"line 2"),
        ('# ours\ncompany = "nowhere"\n', r"line 2, company: The company's address cannot be used"),
        (
            'company = "postgresql://login:secret@db.example/waybill"\n',
            r"line 1, company: A password has no place here",
        ),
        ('\n\nproxy = "proxy.example.com"\n', r"line 3, proxy: It is no address"),
        ('ca_file = "company.pem"\n', r"line 1, ca_file: Write the whole path"),
        ('bandwidth_hours = ["8-18 2M"]\n', r"line 1, bandwidth_hours: '8' is no time"),
        ('bandwidth_hours = "08:00-18:00 2M"\n', r"line 1, bandwidth_hours: .*tuple"),
        ('update_feed = "http://updates.example.com/feed"\n', r"line 1, update_feed: .*https"),
        ('updates = "perhaps"\n', r"line 1, updates: .*boolean"),
        ('compnay = "https://a.example"\n', r"line 1, compnay: there is no setting of that name; there are bandwidth"),
        ('locked = ["company"]\n', r"'company' is locked and has no value"),
        ('updates = true\nlocked = "company"\n', r"locked: it is true, or a list"),
    ],
)
def test_a_damaged_file_says_what_where_and_who_mends_it(file: Path, text: str, why: str) -> None:
    file.write_text(text)
    with pytest.raises(SettingsDamaged, match=why) as raised:
        Settings()
    assert str(file) in str(raised.value)
    assert "Your IT can correct the file" in str(raised.value)
    assert "secret@" not in str(raised.value)
    assert raised.value.mender is Mender.ADMIN
    assert raised.value.exit_status == 2


def test_a_file_that_is_no_text_or_cannot_be_read_is_told(file: Path) -> None:
    file.write_bytes(b"company = '\xff'")
    with pytest.raises(SettingsDamaged, match="not UTF-8"):
        Settings()
    file.unlink()
    file.mkdir()
    with pytest.raises(SettingsDamaged, match="directory"):
        Settings()
    file.rmdir()
    file.write_bytes(b"#" * (2**20 + 1))
    with pytest.raises(SettingsDamaged, match="larger than"):
        Settings()


def test_no_environment_leads_to_another_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("XDG_CONFIG_DIRS", "XDG_DATA_DIRS", "WIN_PD_OVERRIDE_COMMON_APPDATA", "PROGRAMDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    assert str(tmp_path) not in str(reading.policy_file())


def test_a_file_that_is_not_its_holds_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where anybody may make a folder in ProgramData."""
    file.write_text(EVERYTHING + "locked = true\n")
    assert Settings().locked
    monkeypatch.setattr(reading, "is_its", lambda _: False)
    assert (Settings().company, Settings().locked, Settings().policy_sources) == ("", frozenset(), ())


class Registry:
    """Python's `winreg`, as far as it is used, over what a test puts in."""

    HKEY_LOCAL_MACHINE, HKEY_CURRENT_USER = "HKLM", "HKCU"
    KEY_READ, KEY_WOW64_64KEY = 1, 2

    def __init__(self, keys: Mapping[tuple[str, str], Mapping[str, Any]]) -> None:
        self._keys = keys

    def OpenKey(self, hive: str, key: str, _reserved: int, _access: int) -> "_Key":
        if (hive, key) not in self._keys:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        return _Key(list(self._keys[hive, key].items()))

    def QueryInfoKey(self, key: "_Key") -> tuple[int, int, int]:
        return 0, len(key.values), 0

    def EnumValue(self, key: "_Key", index: int) -> tuple[str, Any, int]:
        return *key.values[index], 1


class _Key:
    def __init__(self, values: list[tuple[str, Any]]) -> None:
        self.values = values

    def __enter__(self) -> "_Key":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        pass


def test_policy_keys_lock_and_the_computer_goes_before_the_person() -> None:
    policy = read_keys(
        Registry(
            {
                ("HKLM", KEY): {"Company": COMPANY, "Updates": 0},
                ("HKCU", KEY): {"Company": "https://other.example.com", "BandwidthHours": ["08:00-18:00 1M"]},
                ("HKLM", RECOMMENDED): {"Proxy": "direct", "Updates": 1},
            }
        )
    )
    assert policy.values == {
        "company": COMPANY,
        "updates": False,
        "bandwidth_hours": ("08:00-18:00 1M",),
        "proxy": "direct",
    }
    assert policy.locked == {"company", "updates", "bandwidth_hours"}


def test_a_key_that_will_not_do_is_named() -> None:
    with pytest.raises(
        SettingsDamaged, match=r"HKLM.Software.Policies.Waybill.Proxy, cannot be used: It is no address"
    ):
        read_keys(Registry({("HKLM", KEY): {"Proxy": "proxy"}}))
    with pytest.raises(SettingsDamaged, match=r"HKCU.*Waybill.Compnay, cannot be used: there is no setting"):
        read_keys(Registry({("HKCU", KEY): {"Compnay": COMPANY}}))


def test_what_one_place_locks_another_does_not_preset_away() -> None:
    file = Policy({"company": COMPANY, "updates": False}, frozenset({"company"}))
    keys = Policy({"company": "https://other.example.com", "updates": True})
    both = keys.over(file)
    assert both.values == {"company": COMPANY, "updates": True}
    assert both.locked == {"company"}


def test_an_environment_that_will_not_do_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not file.exists()
    monkeypatch.setenv("WAYBILL_PROXY", "proxy.example.com")
    with pytest.raises(InvalidValue, match=r"WAYBILL_PROXY cannot be used: It is no address .* in the environment"):
        Settings()


def test_the_example_of_the_readme_is_one(file: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", (REPOSITORY / "README.md").read_text("utf-8"), re.DOTALL)
    file.write_text(example)
    policy = read_file(file)
    assert policy.values.keys() == NAMES
    assert policy.locked == {"company", "proxy", "ca_file", "bandwidth_hours", "updates"}
    for name in VALUES:
        assert f"`{name}`" in (REPOSITORY / "README.md").read_text("utf-8")
