"""What a terminal sees, and signing in for longer than one command."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import write_file
from tests.fault_proxy import FaultProxy, call, refuse
from tests.integration.command_line import TO, CommandLine
from tests.integration.terminal import run_in_terminal

# Terminals


@pytest.mark.usefixtures("proxied")
def test_a_terminal_gets_a_progress_bar_and_a_pipe_gets_none(
    waybill: CommandLine, proxy: FaultProxy, folder: Path
) -> None:
    proxy.rule(call(lambda: time.sleep(0.3)), kind="put_object", times=3)
    status, shown = run_in_terminal(waybill, "upload", folder, *TO)
    assert status == 0
    assert "[####" in shown or "[...." in shown
    assert "of 12 files" in shown
    write_file(folder / "another", 5)
    proxy.rule(call(lambda: time.sleep(0.3)), kind="put_object", times=1)
    sent = waybill.run("upload", folder, *TO)
    assert sent.returncode == 0
    assert "[" not in sent.stdout + sent.stderr
    assert "\r" not in sent.stdout + sent.stderr


@pytest.mark.usefixtures("survey")
def test_names_need_not_fit_the_terminals_encoding(waybill: CommandLine, tmp_path: Path) -> None:
    write_file(tmp_path / "f" / "😀", 5)
    os.mkfifo(tmp_path / "f" / "调")
    sent = waybill.run("upload", tmp_path / "f", *TO, environment={"PYTHONIOENCODING": "iso-8859-1"})
    assert sent.returncode == 1
    assert r"\u8c03 is a pipe" in sent.stdout
    shown = waybill.run("session", "1", environment={"PYTHONIOENCODING": "iso-8859-1"})
    assert shown.returncode == 0
    assert r"\U0001f600" in shown.stdout


@pytest.mark.usefixtures("proxied")
def test_what_a_storage_says_does_nothing_to_a_terminal(waybill: CommandLine, proxy: FaultProxy, folder: Path) -> None:
    said = "\u009b2Jgone \u202e" + "long " * 1000
    proxy.rule(refuse(400, "Odd", said), kind="put_object")
    sent = waybill.run("upload", folder, *TO)
    assert sent.returncode == 1
    shown = sent.stdout + sent.stderr + waybill.run("session", "1", "--failed").stdout
    assert r"\u009b2Jgone \u202elong long" in shown
    assert not {"\u009b", "\u202e"} & set(shown)
    assert max(map(len, shown.splitlines())) < 1000


# Signing in for longer


@pytest.mark.usefixtures("company", "keychain")
def test_signing_in_lasts_until_signing_out(waybill: CommandLine) -> None:
    signed_in = waybill.run("sign-in")
    assert (signed_in.returncode, signed_in.stderr) == (0, "")
    waybill.password, waybill.username, waybill.company = None, "", ""
    assert waybill.json("whoami")["username"] == "operator"
    kept = b"".join(path.read_bytes() for path in waybill.home.rglob("*") if path.is_file())
    assert b"operator123" not in kept
    assert waybill.run("sign-out").stdout == "Signed out.\n"
    refused = waybill.run("whoami")
    assert refused.returncode == 3
    assert "Nobody is signed in" in refused.stderr


@pytest.mark.usefixtures("company", "keychain")
def test_a_password_is_asked_for_at_a_terminal_and_never_shown(waybill: CommandLine) -> None:
    waybill.password = None
    status, shown = run_in_terminal(waybill, "sign-in", answers=[("Password", "operator123")])
    assert status == 0, shown
    assert "operator (user) at Company" in shown
    assert "operator123" not in shown
    assert waybill.run("sign-out").returncode == 0


def test_without_a_terminal_no_password_is_waited_for(waybill: CommandLine) -> None:
    waybill.password = None
    refused = waybill.run("sign-in")
    assert refused.returncode == 2
    assert "WAYBILL_PASSWORD" in refused.stderr


@pytest.fixture
def plain_text_keychain(waybill: CommandLine, tmp_path: Path) -> Path:
    """The only keychain there is writes plain text; the file it would write."""
    plugin = tmp_path / "plugin"
    (plugin / "plain-1.0.dist-info").mkdir(parents=True)
    (plugin / "plain-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: plain\nVersion: 1.0\n")
    (plugin / "plain-1.0.dist-info" / "entry_points.txt").write_text("[keyring.backends]\nplain = plain\n")
    (plugin / "plain.py").write_text(
        "import keyring.backend\nclass Plain(keyring.backend.KeyringBackend):\n    priority = 99\n"
        f"    def set_password(self, *secret):\n        open({str(tmp_path / 'secrets')!r}, 'w').write(str(secret))\n"
        "    def get_password(self, *name):\n        return None\n    delete_password = get_password\n"
    )
    waybill.environment = {
        "PYTHONPATH": os.pathsep.join([waybill.environment_of()["PYTHONPATH"], str(plugin)]),
        "PYTHON_KEYRING_BACKEND": "plain.Plain",
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere",
    }
    return tmp_path / "secrets"


@pytest.mark.usefixtures("company")
def test_a_keychain_that_writes_plain_text_is_refused(waybill: CommandLine, plain_text_keychain: Path) -> None:
    refused = waybill.run("sign-in")
    assert refused.returncode == 2
    assert "keeps none in plain text" in refused.stderr
    assert not plain_text_keychain.exists()
    assert b"operator123" not in b"".join(path.read_bytes() for path in waybill.home.rglob("*") if path.is_file())


@pytest.mark.usefixtures("company", "plain_text_keychain")
def test_without_a_keychain_a_terminal_is_asked_each_time_and_a_script_is_told(waybill: CommandLine) -> None:
    assert waybill.run("sign-in").returncode == 2
    waybill.password, waybill.username, waybill.company = None, "", ""
    for _ in range(2):
        status, shown = run_in_terminal(waybill, "whoami", answers=[("Password", "operator123")])
        assert status == 0, shown
        assert "operator (user) at Company" in shown
        assert "operator123" not in shown
    refused = waybill.run("whoami")
    assert refused.returncode == 2
    assert "WAYBILL_PASSWORD" in refused.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a screen is never missing elsewhere")
@pytest.mark.parametrize("command", [(), ("demo",)])
def test_without_a_screen_the_window_says_so(waybill: CommandLine, command: tuple[str, ...]) -> None:
    nowhere = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    refused = waybill.run(*command, environment=nowhere)
    assert refused.returncode == 2
    assert refused.stderr.startswith("There is no screen")


@pytest.mark.skipif(sys.platform == "win32", reason="a signal ends a process there, and asks nothing")
def test_a_demo_that_is_interrupted_leaves_nothing_behind(waybill: CommandLine, tmp_path: Path) -> None:
    place = tmp_path / "temporary"
    place.mkdir()

    def made() -> list[Path]:
        return list(place.glob("waybill-demo-*/company.db"))

    with waybill.begin("demo", environment={"QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(place)}) as process:
        while not made() and process.poll() is None:
            time.sleep(0.02)
        # While it is still being made; and one press may come twice, from the terminal and from who started it.
        for _ in range(2):
            process.send_signal(signal.SIGINT)
            time.sleep(0.2)
        _, complaints = process.communicate(timeout=60)
    assert process.returncode == 130, complaints
    assert list(place.glob("waybill-demo-*")) == []


@pytest.mark.usefixtures("survey", "keychain")
def test_signed_out_one_still_sees_what_one_sent_from_here(waybill: CommandLine, folder: Path) -> None:
    assert waybill.run("sign-in").returncode == 0
    assert waybill.run("upload", folder, *TO).returncode == 0
    waybill.password, waybill.username, waybill.company = None, "", ""
    assert waybill.run("sign-out").returncode == 0
    (listed,) = waybill.json("sessions")["sessions"]
    assert (listed["status"], listed["files_uploaded"]) == ("completed", 12)
    waybill.company, waybill.username = "sqlite:////elsewhere.db", "operator"
    assert waybill.json("sessions") == {"sessions": []}


def test_who_does_not_answer_a_question_has_interrupted_nothing(waybill: CommandLine) -> None:
    waybill.password = None
    end_of_input = "\x04"
    status, shown = run_in_terminal(waybill, "sign-in", answers=[("Password", end_of_input)])
    assert status == 130
    assert "Cancelled." in shown
    assert "sent" not in shown
