"""The demo: a company, a storage and a folder of samples that exist as long as the program runs."""

import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop_app.company.store import CompanyStore
from desktop_app.domain.company import Destination
from desktop_app.domain.states import Role
from desktop_app.services.demo_storage import DemoStorage
from desktop_app.services.sample_folder import SampleFolder, make_sample_folder

COMPANY_NAME = "Default Company"
ADMIN = ("admin", "admin123")
OPERATOR = ("operator", "operator123")
_PROJECTS = (
    (
        "Coastal Survey",
        "coastal-survey",
        "Drone and sensor data from the coast",
        ("Spring campaign", "Summer campaign"),
    ),
    (
        "Studio Archive",
        "studio-archive",
        "Camera cards and sound from the studio",
        ("Episode 1", "Episode 2", "Pickups"),
    ),
)


class Demo:
    """All the program needs for its whole job, on this computer alone: made when constructed, gone after `close`.

    Raises:
        DemoUnavailable: the demo's storage cannot be started.
    """

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="waybill-demo-"))
        try:
            self.storage = DemoStorage()
        except BaseException:
            shutil.rmtree(self.home)
            raise
        try:
            self.company_address = f"sqlite:///{(self.home / 'company.db').as_posix()}"
            self.samples: SampleFolder = make_sample_folder(self.home / "samples")
            self._fill_company()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Stop the storage and delete everything."""
        self.storage.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self) -> Self:
        """Use it in a with statement."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def _fill_company(self) -> None:
        from desktop_app.company.connect.addresses import CompanyAddress
        from desktop_app.company.setup import add_user, create_company, open_company
        from desktop_app.company.sql_store import SqlCompanyStore

        address = CompanyAddress.parse(self.company_address)
        create_company(address, name=COMPANY_NAME, code="DEFAULT", admin=ADMIN[0], password=ADMIN[1])
        add_user(
            self.company_address, username=OPERATOR[0], password=OPERATOR[1], full_name="Olga Operator", role=Role.USER
        )
        company = SqlCompanyStore(open_company(self.company_address), self.company_address)
        try:
            company.access.sign_in(*ADMIN)
            for name, bucket, description, cycles in _PROJECTS:
                self.storage.create_bucket(bucket)
                self._add_project(company, name, bucket, description, cycles)
            company.access.sign_out()
        finally:
            company.close()

    def _add_project(
        self, company: CompanyStore, name: str, bucket: str, description: str, cycles: tuple[str, ...]
    ) -> None:
        destination = Destination(bucket, self.storage.region, self.storage.endpoint_url)
        project = company.projects.add(name, destination, description)
        for number, cycle_name in enumerate(cycles, start=1):
            company.cycles.add(project.id, cycle_name, number)
