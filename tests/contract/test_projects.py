"""What every company store promises of projects (`company.store.Projects`)."""

from typing import Any

import pytest

from desktop_app.company.store import CompanyStore
from desktop_app.company.tables import SessionRow
from desktop_app.domain.company import Destination
from desktop_app.domain.errors import Conflict, InvalidValue, NotAllowed, NotFound, NotPossibleNow
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.states import SessionStatus
from tests.contract.behind import Behind
from tests.contract.samples import CONTROLS, CONTROLS_IN_LINES, file_record, session_record

DESTINATION = Destination(
    "bucket", "eu-west-1", "https://s3.example", "path", ChecksumAlgorithm.SHA256, True, "GLACIER", "aws:kms", "key"
)
BROKEN: list[tuple[str, Any]] = [
    ("project_name", ""),
    ("project_name", "  "),
    ("project_name", "\udcff"),
    ("project_name", "a\0b"),
    *(("project_name", name) for name in CONTROLS),
    ("description", "\udcff"),
    *(("description", text) for text in CONTROLS_IN_LINES),
    ("bucket_name", ""),
    ("bucket_name", "a/b"),
    ("bucket_name", "x" * 256),
    ("bucket_name", "a bucket"),
    ("region", " "),
    ("region", "us east 1"),
    ("region", "-east"),
    ("region", "a\x1bb"),
    ("endpoint_url", "s3.example.com"),
    ("endpoint_url", "ftp://s3.example.com"),
    ("endpoint_url", "https://s3.example.com/\x7f"),
    ("storage_class", "a\x1bb"),
    ("sse", "a\nb"),
    ("kms_key_id", "a\tb"),
    ("endpoint_url", "https://[s3.example.com"),
    ("addressing_style", "by pigeon"),
    ("checksum_algorithm", "crc16"),
]
REDIRECTIONS: list[tuple[str, Any]] = [
    ("bucket_name", "other"),
    ("region", "eu-central-1"),
    ("endpoint_url", "https://elsewhere.example"),
    ("endpoint_url", None),
    ("addressing_style", "virtual"),
    ("checksum_algorithm", ChecksumAlgorithm.NONE),
    ("never_overwrite", False),
    ("storage_class", None),
    ("sse", "AES256"),
    ("kms_key_id", "another"),
]
EDITS: list[tuple[str, Any]] = [
    ("project_name", "Renamed"),
    ("description", "Other words"),
    ("description", "First line\n\tand another"),
    ("is_active", False),
]


# Reading


def test_a_project_comes_back_as_it_was_added(store: CompanyStore) -> None:
    added = store.projects.add("Survey", DESTINATION, "What it is for")
    assert (added.project_name, added.destination, added.description) == ("Survey", DESTINATION, "What it is for")
    assert added.is_active
    assert list(store.projects.list()) == [added]
    assert store.projects.get(added.id) == added
    assert store.projects.find("Survey") == added


def test_projects_are_listed_by_name_and_active_ones_first(store: CompanyStore) -> None:
    for name in ("b", "C", "a", "Å"):
        store.projects.add(name, Destination("bucket"))
    store.projects.update(store.projects.find("a").id, is_active=False)
    names = [project.project_name for project in store.projects.list()]
    assert names[:2] == ["b", "C"]
    assert names[-1] == "a"


@pytest.mark.parametrize("name", ["survey", "SURVEY", " Survey "])
def test_names_are_the_same_whatever_their_case(store: CompanyStore, name: str) -> None:
    added = store.projects.add("Survey", Destination("bucket"))
    assert store.projects.find(name) == added
    with pytest.raises(Conflict, match=f"There is a project {name.strip()} already"):
        store.projects.add(name, Destination("other"))


def test_a_project_may_have_any_name(store: CompanyStore) -> None:
    for name in ("Étude Ünï", "調査 😀", "100%", "it's"):
        assert store.projects.find(store.projects.add(name, Destination("bucket")).project_name).project_name == name


def test_a_name_with_an_accent_is_the_same_in_capitals(store: CompanyStore) -> None:
    added = store.projects.add("Étude", Destination("bucket"))
    assert store.projects.find("éTUDE") == added


@pytest.mark.parametrize("name", ["nothing", "", "\udcff", "a\0b", "%"])
def test_a_project_that_is_not_there_by_name(store: CompanyStore, name: str) -> None:
    store.projects.add("Survey", Destination("bucket"))
    with pytest.raises(NotFound):
        store.projects.find(name)


def test_a_project_that_is_not_there_by_number(behind: Behind) -> None:
    store = behind.admin()
    with pytest.raises(NotFound):
        store.projects.get(999)
    with pytest.raises(NotFound):
        store.projects.update(999, description="x")
    with pytest.raises(NotFound):
        store.projects.delete(999)


# Rules of values


@pytest.mark.parametrize(("field", "value"), BROKEN)
def test_a_project_that_breaks_a_rule_is_refused_and_the_field_named(behind: Behind, field: str, value: Any) -> None:
    store = behind.admin()
    project = store.projects.add("There", Destination("bucket"))
    with pytest.raises(InvalidValue) as refused:
        store.projects.update(project.id, **{field: value})
    assert refused.value.field == field
    given = {"project_name": "New", "description": "", "bucket_name": "bucket"} | {field: value}
    name, description = given.pop("project_name"), given.pop("description")
    with pytest.raises(InvalidValue) as refused:
        store.projects.add(name, Destination(**given), description)
    assert refused.value.field == field
    assert list(store.projects.list()) == [project]


@pytest.mark.parametrize(
    "name", ["my_bucket", "My-Bucket", "ab", "x" * 64, "a..b", "-bucket", "bucket-", "192.168.0.1", "a_b"]
)
def test_a_bucket_that_amazon_cannot_have_is_refused_unless_the_storage_is_another(
    store: CompanyStore, name: str
) -> None:
    with pytest.raises(InvalidValue, match="3 to 63 small letters, digits, hyphens and dots") as refused:
        store.projects.add("Survey", Destination(name))
    assert refused.value.field == "bucket_name"
    added = store.projects.add("Survey", Destination(name, "RegionOne", "https://s3.example"))
    assert added.destination.bucket_name == name


@pytest.mark.parametrize("region", ["eu-central-1", "us-gov-west-1", "cn-north-1", "eusc-de-east-1"])
def test_regions_of_amazon(store: CompanyStore, region: str) -> None:
    assert store.projects.add("Survey", Destination("bucket.of-2", region)).destination.region == region


@pytest.mark.parametrize("region", ["auto", "eu", "Europe", "eu-central"])
def test_a_region_that_amazon_does_not_have_is_refused_unless_the_storage_is_another(
    store: CompanyStore, region: str
) -> None:
    with pytest.raises(InvalidValue, match="looks like eu-central-1") as refused:
        store.projects.add("Survey", Destination("bucket", region))
    assert refused.value.field == "region"
    assert store.projects.add("Survey", Destination("bucket", region, "https://s3.example")).destination.region


def test_names_from_before_the_rules_stay_until_they_are_changed(behind: Behind) -> None:
    admin = behind.admin()
    project = admin.projects.add("Survey", Destination("bucket"))
    behind.run("UPDATE projects SET bucket_name = 'My_Bucket', region = 'here' WHERE id = :id", id=project.id)
    admin.projects.update(project.id, description="New", project_name="Old Survey", bucket_name="My_Bucket")
    admin.projects.update(project.id, region="eu-west-1")
    assert admin.projects.get(project.id).destination == Destination("My_Bucket", "eu-west-1")
    with pytest.raises(InvalidValue, match="small letters"):
        admin.projects.update(project.id, bucket_name="My_Other_Bucket")
    admin.projects.update(project.id, bucket_name="My_Other_Bucket", endpoint_url="https://s3.example")
    with pytest.raises(InvalidValue, match="small letters"):
        admin.projects.update(project.id, endpoint_url=None)


def test_blanks_around_values_go(store: CompanyStore) -> None:
    added = store.projects.add(
        " Survey ", Destination("bucket", " eu-west-1 ", " https://s3.example ", storage_class="")
    )
    assert added.project_name == "Survey"
    assert added.destination == Destination("bucket", "eu-west-1", "https://s3.example")


def test_what_no_project_has_cannot_be_changed(store: CompanyStore) -> None:
    project = store.projects.add("Survey", Destination("bucket"))
    anything: Any = 1
    for column in ("id", "company_id", "duplicate", "created_at", "nonsense"):
        with pytest.raises(TypeError, match=column):
            store.projects.update(project.id, **{column: anything})
    assert store.projects.get(project.id) == project


# Changing


@pytest.mark.parametrize(("field", "value"), EDITS)
def test_every_user_may_edit_a_project(store: CompanyStore, field: str, value: Any) -> None:
    project = store.projects.add("Survey", DESTINATION)
    changed = store.projects.update(project.id, **{field: value})
    assert getattr(changed, field) == value
    assert changed.destination == DESTINATION
    assert store.projects.get(project.id) == changed


@pytest.mark.parametrize(("field", "value"), REDIRECTIONS)
def test_only_an_admin_may_redirect_a_project(behind: Behind, field: str, value: Any) -> None:
    operator, admin = behind.operator(), behind.admin()
    project = operator.projects.add("Survey", DESTINATION)
    with pytest.raises(NotAllowed):
        operator.projects.update(project.id, **{field: value})
    assert operator.projects.get(project.id) == project
    changed = admin.projects.update(project.id, **{field: value})
    assert getattr(changed.destination, field) == value
    assert operator.projects.get(project.id) == changed


def test_a_project_may_be_told_again_where_it_leads(store: CompanyStore) -> None:
    project = store.projects.add("Survey", DESTINATION)
    changed = store.projects.update(project.id, bucket_name="bucket", description="New")
    assert (changed.destination, changed.description) == (DESTINATION, "New")


def test_nothing_changed_is_no_trouble(store: CompanyStore) -> None:
    project = store.projects.add("Survey", DESTINATION)
    assert store.projects.update(project.id) == project


def test_a_name_that_is_taken_is_refused_when_renaming_too(store: CompanyStore) -> None:
    store.projects.add("Survey", Destination("bucket"))
    other = store.projects.add("Other", Destination("bucket"))
    with pytest.raises(Conflict, match="There is a project SURVEY already"):
        store.projects.update(other.id, project_name="SURVEY")
    assert store.projects.get(other.id) == other


def test_a_project_may_change_the_case_of_its_name(store: CompanyStore) -> None:
    project = store.projects.add("Survey", Destination("bucket"))
    assert store.projects.update(project.id, project_name="SURVEY").project_name == "SURVEY"


def test_a_project_does_not_move_to_where_a_prefix_of_its_overlaps(behind: Behind) -> None:
    store = behind.admin()
    here = store.projects.add("Here", Destination("here"))
    there = store.projects.add("There", Destination("there"))
    store.cycles.add(here.id, "C", 1, "a/b/")
    store.cycles.add(there.id, "C", 1, "a/")
    with pytest.raises(Conflict, match="overlaps"):
        store.projects.update(here.id, bucket_name="there")
    assert store.projects.get(here.id) == here
    moved = store.projects.update(here.id, bucket_name="there", endpoint_url="https://s3.example")
    with pytest.raises(Conflict, match="overlaps"):
        store.projects.update(moved.id, endpoint_url=None)


# Deleting


def test_only_an_admin_may_delete_a_project(behind: Behind) -> None:
    operator, admin = behind.operator(), behind.admin()
    project = operator.projects.add("Survey", Destination("bucket"))
    with pytest.raises(NotAllowed):
        operator.projects.delete(project.id)
    assert operator.projects.get(project.id) == project
    admin.projects.delete(project.id)
    assert not operator.projects.list()
    operator.projects.add("Survey", Destination("bucket"))


def test_a_project_goes_with_its_cycles_and_records(behind: Behind) -> None:
    admin = behind.admin()
    project = admin.projects.add("Survey", Destination("bucket"))
    cycle = admin.cycles.add(project.id, "Spring", 1)
    record = session_record(cycle, status=SessionStatus.COMPLETED)
    admin.uploads.deliver_session(record)
    admin.uploads.deliver_files(record.client_uuid, [file_record("a")])
    other = admin.cycles.add(admin.projects.add("Other", Destination("other")).id, "Spring", 1)
    admin.uploads.deliver_session(session_record(other, "other"))
    admin.projects.delete(project.id)
    assert list(admin.cycles.list()) == [other]
    assert [each.client_uuid for each in admin.uploads.list().items] == ["other"]


@pytest.mark.parametrize("status", [status for status in SessionStatus if status.unfinished])
def test_a_project_with_an_upload_on_is_not_deleted(behind: Behind, status: SessionStatus) -> None:
    admin = behind.admin()
    project = admin.projects.add("Survey", Destination("bucket"))
    cycle = admin.cycles.add(project.id, "Spring", 1)
    admin.uploads.deliver_session(session_record(cycle, status=status))
    with pytest.raises(NotPossibleNow, match="here"):
        admin.projects.delete(project.id)
    assert admin.projects.get(project.id) == project
    assert admin.uploads.list().total == 1
    behind.age(16 * 60, SessionRow.last_seen_at)
    admin.projects.delete(project.id)
    assert admin.uploads.list().total == 0
