"""Names and numbers that an earlier system gave twice: what is renamed is unique from then on."""

import pytest

from desktop_app.company.store import CompanyStore
from desktop_app.company.tables import CycleRow, ProjectRow
from desktop_app.domain.company import Destination
from desktop_app.domain.errors import Conflict
from tests.contract.behind import Behind


def test_renaming_ends_that_a_project_s_name_is_a_duplicate(behind: Behind, store: CompanyStore) -> None:
    first = store.projects.add("Survey", Destination("bucket"))
    second = behind.insert(
        ProjectRow, company_id=behind.company_id, project_name="survey", bucket_name="other", duplicate=True
    )
    assert store.projects.find("SURVEY") == first
    store.projects.update(second, description="kept as it is")
    assert behind.ask("SELECT duplicate FROM projects WHERE id = :id", id=second) == [(True,)]
    assert store.projects.update(second, project_name="Harbour").project_name == "Harbour"
    assert behind.ask("SELECT duplicate FROM projects WHERE id = :id", id=second) == [(False,)]
    with pytest.raises(Conflict):
        store.projects.update(second, project_name="survey")
    with pytest.raises(Conflict):
        store.projects.add("harbour", Destination("third"))


def test_renumbering_ends_that_a_cycle_s_number_is_a_duplicate(behind: Behind, store: CompanyStore) -> None:
    project = store.projects.add("Survey", Destination("bucket"))
    store.cycles.add(project.id, "One", 1, "a/")
    second = behind.insert(
        CycleRow,
        company_id=behind.company_id,
        project_id=project.id,
        cycle_name="Other",
        cycle_number=1,
        s3_prefix="b/",
        duplicate=True,
    )
    store.cycles.update(second, description="kept as it is")
    assert behind.ask("SELECT duplicate FROM cycles WHERE id = :id", id=second) == [(True,)]
    assert store.cycles.update(second, cycle_number=2).cycle_number == 2
    assert behind.ask("SELECT duplicate FROM cycles WHERE id = :id", id=second) == [(False,)]
    with pytest.raises(Conflict):
        store.cycles.update(second, cycle_number=1)
    with pytest.raises(Conflict):
        store.cycles.add(project.id, "Third", 2, "c/")
