"""The files for whoever runs a server say what is so."""

import configparser
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from desktop_app.api.config import ServerConfig
from tests.conftest import REPOSITORY

FOLDER = REPOSITORY / "build_scripts" / "server"


def test_the_example_has_settings_that_there_are() -> None:
    found = tomllib.loads((FOLDER / "server.toml").read_text("utf-8"))
    config = ServerConfig.read(FOLDER / "server.toml")
    assert config.companies[0].code == "acme"
    assert set(found) <= set(ServerConfig.model_fields)


@pytest.mark.parametrize("name", ["waybill-serve.service", "waybill-worker@.service"])
def test_units_run_commands_that_there_are(name: str) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(FOLDER / name)
    service = dict(unit["Service"])
    for command in (value for key, value in service.items() if key.startswith("ExecStart")):
        program, *arguments = command.split()
        assert program == "/opt/waybill/bin/waybill"
        ran = subprocess.run(
            [sys.executable, "-m", "desktop_app", *arguments, "--help"], cwd=REPOSITORY, capture_output=True, text=True
        )
        assert ran.returncode == 0, ran.stderr
    assert service["NoNewPrivileges"] == "yes"
    assert service["User"] == "waybill"


def test_nginx_takes_its_example(tmp_path: Path) -> None:
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None:
        pytest.skip("there is no nginx here")
    for name in ("fullchain.pem", "privkey.pem"):
        (tmp_path / name).touch()
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=waybill.example.com"),
            *("-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"),
        ],
        check=True,
        capture_output=True,
    )
    site = (FOLDER / "nginx.conf").read_text("utf-8").replace("/etc/ssl/waybill", str(tmp_path))
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}}\nhttp {{ access_log off;\n"
        + "".join(
            f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        + site.replace("http2 on;", "")  # Debian's is older than that word.
        + "}\n"
    )
    ran = subprocess.run([nginx, "-t", "-c", whole, "-p", tmp_path], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
