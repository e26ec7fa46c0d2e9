"""`waybill serve`: as a process, and what `--check` finds."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.conftest import ADMIN, REPOSITORY, CompanyForTests

KEY = "k" * 48


def waybill(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "desktop_app", *arguments],
        cwd=REPOSITORY,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_it_serves_until_it_is_told_to_stop(tmp_path: Path, company: CompanyForTests) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "desktop_app", "serve", "--port", str(port), "--company", company.address],
        cwd=REPOSITORY,
        env=os.environ | {"WAYBILL_SECRET_KEY": KEY, "WAYBILL_HOME": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                httpx.get(f"{address}/health")
                break
            except httpx.ConnectError:
                assert server.poll() is None
                time.sleep(0.1)
        body = {"username": ADMIN[0], "password": ADMIN[1]}
        assert httpx.post(f"{address}/api/auth/login", json=body).status_code == 200
        server.terminate()
        _, log = server.communicate(timeout=30)
    finally:
        server.kill()
    assert "Uvicorn running" in log
    assert ADMIN[1] not in log
    assert KEY not in log


def test_without_a_key_nothing_is_served(company: CompanyForTests) -> None:
    ran = waybill("serve", "--company", company.address)
    assert ran.returncode == 2
    assert "No secret key is given" in ran.stderr
    assert "openssl rand" in ran.stderr


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_what_serving_takes_is_named_where_it_is_not_installed(tmp_path: Path, command: str) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['fastapi'] = None\n")
    ran = waybill(command, PYTHONPATH=str(tmp_path))
    assert (ran.returncode, ran.stderr) == (
        2,
        "Not installed: Serving takes fastapi, which is not installed. Install Waybill with its server's needs: "
        "pip install 'waybill[server]'.\n",
    )


def test_a_good_configuration_passes(tmp_path: Path, company: CompanyForTests) -> None:
    key = tmp_path / "key"
    key.write_text(KEY)
    key.chmod(0o600)
    config = tmp_path / "server.toml"
    config.write_text(f'secret_key_file = "{key}"\n[[companies]]\naddress = "{company.address}"\n')
    ran = waybill("serve", "--check", "--config", str(config))
    assert ran.returncode == 0, ran.stdout
    assert "WRONG" not in ran.stdout


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ("port = 70000", "port"),
        ("nonsense = 1", "nonsense"),
        ("host = ", "cannot be read"),
        ('secret_key = "short"', "32 or more"),
        ('secret_key_file = "{tmp}/open"', "chmod 600"),
        ('secret_key_file = "{tmp}/missing"', "cannot be read"),
        ('host = "0.0.0.0"', "without TLS"),
        ('cors_origins = ["*"]', "every web page"),
        ('forwarded_allow_ips = "*"', "X-Forwarded-For"),
        ('redis_url = "redis://127.0.0.1:1/0"', "Redis does not answer"),
        ('[[companies]]\naddress = "sqlite:///{tmp}/none.db"', "no company at"),
        ('[[companies]]\naddress = "{db}"\nroots = ["{tmp}/nowhere"]', "nowhere"),
        ('[[companies]]\naddress = "{db}"\nroots = ["{tmp}"]', "no job can run"),
        ('[[companies]]\naddress = "{db}"\naws_profiles = ["nobody"]', "nobody"),
        ('[[companies]]\naddress = "{db}"\n[companies.roles]\n"anything" = "x"', "is no ARN of one"),
        ('[[companies]]\naddress = "{db}"\n[[companies]]\naddress = "{db}"', "a code of its own"),
        ("", "No company is given"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, company: CompanyForTests, settings: str, found: str) -> None:
    (tmp_path / "open").write_text(KEY)
    (tmp_path / "open").chmod(0o644)
    config = tmp_path / "server.toml"
    config.write_text(settings.format(tmp=tmp_path, db=company.address))
    ran = waybill("serve", "--check", "--config", str(config))
    assert ran.returncode == 2, ran.stdout
    wrong = [line for line in ran.stdout.splitlines() if line.startswith("WRONG")]
    assert any(found in line for line in wrong), ran.stdout
