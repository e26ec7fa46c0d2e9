"""What tests of the command line share; those of one part have folders of their own."""

import os
import sys
from pathlib import Path

import pytest

from desktop_app.domain.company import Cycle, Destination, Project
from tests.companies import company_database as company_database
from tests.companies import company_in_postgres as company_in_postgres
from tests.conftest import CompanyForTests, write_file
from tests.fault_proxy import FaultProxy
from tests.integration.command_line import CommandLine


@pytest.fixture
def waybill(company: CompanyForTests, tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "home", company.address)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    for number in range(12):
        write_file(folder / f"sub {number % 2}" / f"file {number}", number * 1000)
    return folder


@pytest.fixture
def proxied(company: CompanyForTests, proxy: FaultProxy, bucket_name: str) -> tuple[Project, Cycle]:
    """A project whose storage is reached through the proxy."""
    store, _ = company.admin()
    project = store.projects.add("Survey", Destination(bucket_name, endpoint_url=proxy.endpoint_url))
    return project, store.cycles.add(project.id, "One", 1)


@pytest.fixture
def keychain() -> None:
    """A real Secret Service, which `dev.py test` starts; without it these tests would show nothing."""
    if sys.platform == "linux":
        assert os.environ.get("DBUS_SESSION_BUS_ADDRESS"), "run the tests by `python3 build_scripts/dev.py test`"
