"""What tests of the command line share; those of one part have folders of their own."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.domain.values import Cycle, Destination, Project
from tests.conftest import CompanyForTests, write_file
from tests.fault_proxy import FaultProxy
from tests.integration.command_line import CommandLine

if TYPE_CHECKING:
    pass


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
    project = store.add_project("Survey", Destination(bucket_name, endpoint_url=proxy.endpoint_url))
    return project, store.add_cycle(project.id, "One", 1)
