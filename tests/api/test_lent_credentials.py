"""AWS credentials that a server lends: of listed roles, for one cycle, and the engine borrows them anew in time.

No endpoint here enforces session policies, so the policy's document is what is judged.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from moto.server import ThreadedMotoServer

from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.http.store import open_server
from desktop_app.domain.clock import utc_now
from desktop_app.domain.company import Destination, LentCredentials
from desktop_app.domain.errors import NotAllowed, NotFound
from desktop_app.engine.checksums import checksum_of
from desktop_app.engine.lending import is_role, session_policy
from desktop_app.engine.s3_open import open_bucket
from tests.api.conftest import ADMIN, OPERATOR, PASSWORD, Companies, Person, Things
from tests.api_server import api_server
from tests.fault_proxy import FaultProxy

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

ROLE = "arn:aws:iam::123456789012:role/waybill-lends"
OTHER = "arn:aws:iam::123456789012:role/waybill-lends-too"


@pytest.fixture
def sts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Security Token Service over HTTP."""
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "server")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    yield
    server.stop()


@pytest.fixture
def lending(companies: Companies, sts: None) -> Iterator[str]:
    """A server that lends by two roles to the one company, and by none to the other."""
    served = [
        one | {"roles": {ROLE: "for-one", OTHER: "for-one"} if one["code"] == "one" else {}} for one in companies.served
    ]
    with api_server(companies=served) as address:
        yield address


def asked_of_sts() -> Any:
    """The latest request of a role, as the service has it."""
    from moto.core.models import DEFAULT_ACCOUNT_ID
    from moto.sts.models import sts_backends

    roles = [
        role for account in sts_backends.values() for backend in account.values() for role in backend.assumed_roles
    ]
    assert DEFAULT_ACCOUNT_ID
    return roles[-1]


def lent(address: str, person: Person, **wanted: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {person.access_token}"}
    return httpx.post(f"{address}/api/uploads/credentials", json=wanted, headers=headers)


def test_credentials_are_for_one_cycle_and_an_hour(lending: str, companies: Companies, things: Things) -> None:
    admin, operator = companies.person(ADMIN), companies.person(OPERATOR)
    admin.ask("PUT", f"/api/projects/{things.project_id}", json={"credentials_source": "server", "role_arn": ROLE})
    project = admin.get(f"/api/projects/{things.project_id}")
    for wanted in ({"cycle_id": things.cycle_id}, {"session_id": things.session_id}):
        told = lent(lending, operator, **wanted)
        assert told.status_code == 200, told.text
        assert (told.json()["bucket_name"], told.json()["s3_prefix"]) == (project["bucket_name"], "cycle-001/")
        assert told.json()["session_token"]
    asked = asked_of_sts()
    assert (asked.role_arn, asked.external_id) == (ROLE, "for-one")
    assert asked.session_name == OPERATOR
    assert json.loads(asked.policy) == session_policy(project["bucket_name"], "cycle-001/")


def test_only_listed_roles_serve_only_their_company(lending: str, companies: Companies, things: Things) -> None:
    admin, stranger = companies.person(ADMIN), companies.person(ADMIN, "two")
    assert lent(lending, admin, cycle_id=things.cycle_id).status_code == 403, "two roles, and none is named"
    free = "arn:aws:iam::999999999999:role/of-somebody-else"
    admin.ask("PUT", f"/api/projects/{things.project_id}", json={"role_arn": free})
    refused = lent(lending, admin, cycle_id=things.cycle_id)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert lent(lending, stranger, cycle_id=things.cycle_id).status_code == 404
    assert lent(lending, admin, cycle_id=10**9).status_code == 404
    assert lent(lending, admin).status_code == 422
    assert lent(lending, admin, cycle_id=1, session_id=1).status_code == 422


@pytest.mark.parametrize("name", ["*", "shared/elsewhere", "buck?t", "${aws:username}", ""])
def test_a_bucket_s_name_reaches_no_other(lending: str, companies: Companies, things: Things, name: str) -> None:
    """The program lets nobody name one so, but whoever reaches the database may."""
    companies.run(
        "UPDATE app.projects SET bucket_name = %s, role_arn = %s WHERE id = %s", name, ROLE, things.project_id
    )
    refused = lent(lending, companies.person(OPERATOR), cycle_id=things.cycle_id)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_value"), refused.text


def test_what_is_not_known_to_be_at_aws_is_lent_no_credentials_of_it(lending: str, companies: Companies) -> None:
    """By another address of one bucket its prefixes would not be seen to overlap, and be somebody else's."""
    operator, name = companies.person(OPERATOR), "endpoint-of-somebody"
    place = {"bucket_name": "shared", "endpoint_url": "https://s3.example.com", "role_arn": ROLE}
    project = operator.post("/api/projects/", project_name=name, credentials_source="server", **place)
    cycle = operator.post("/api/cycles/", project_id=project["id"], cycle_name="One", cycle_number=1)
    refused = lent(lending, operator, cycle_id=cycle["id"])
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed"), refused.text


def test_a_user_cannot_choose_the_role(companies: Companies, things: Things) -> None:
    operator = companies.person(OPERATOR)
    for change in ({"role_arn": ROLE}, {"credentials_source": "server"}):
        assert operator.ask("PUT", f"/api/projects/{things.project_id}", json=change).status_code == 403


def test_who_speaks_to_the_database_is_told_where_credentials_are_lent(
    lending: str, companies: Companies, things: Things
) -> None:
    admin = companies.person(ADMIN)
    admin.ask("PUT", f"/api/projects/{things.project_id}", json={"credentials_source": "server", "role_arn": ROLE})
    bucket = admin.get(f"/api/projects/{things.project_id}")["bucket_name"]
    store = open_server(CompanyAddress.parse(f"{lending}?company=one"))
    store.access.sign_in(OPERATOR, PASSWORD)
    made = store.cycles.lend_credentials(bucket, "cycle-001/")
    assert made.expiration - utc_now() > timedelta(minutes=55)
    assert made.secret_access_key not in repr(made)
    with pytest.raises(NotFound):
        store.cycles.lend_credentials(bucket, "elsewhere/")
    admin.ask("PUT", f"/api/projects/{things.project_id}", json={"role_arn": None})
    with pytest.raises(NotAllowed, match="role_arn"):
        store.cycles.lend_credentials(bucket, "cycle-001/")
    store.close()


# The policy


@pytest.mark.parametrize("prefix", ["cycle-001/", "a*b/", "what?/", "${aws:username}/", "$/"])
def test_the_policy_is_for_the_prefix_itself_whatever_its_letters_mean_to_aws(prefix: str) -> None:
    policy = session_policy("bucket", prefix)
    objects, listing = policy["Statement"]
    assert set(objects["Action"]) == {
        "s3:PutObject",
        "s3:AbortMultipartUpload",
        "s3:ListMultipartUploadParts",
        "s3:GetObject",
        "s3:GetObjectAttributes",
    }
    assert listing["Action"] == "s3:ListBucket"
    assert listing["Resource"] == "arn:aws:s3:::bucket"
    for pattern in (
        objects["Resource"].removeprefix("arn:aws:s3:::bucket/"),
        listing["Condition"]["StringLike"]["s3:prefix"],
    ):
        assert _means(pattern, prefix + "folder/file")
        assert not _means(pattern, "cycle-0010/file" if prefix == "cycle-001/" else "axb/file")
        assert pattern.endswith("*")
        assert "*" not in pattern[:-1].replace("${*}", "")


def _means(pattern: str, key: str) -> bool:
    """Whether a policy's pattern covers a key: ${x} is x itself, * and ? are what they are to shells."""
    shell = pattern.replace("[", "[[]")
    for letter in "*?":
        shell = shell.replace(f"${{{letter}}}", f"[{letter}]")
    return fnmatchcase(key, shell.replace("${$}", "$"))


def test_other_partitions_have_names_of_their_own() -> None:
    assert session_policy("b", "p/", "aws-cn")["Statement"][0]["Resource"] == "arn:aws-cn:s3:::b/p/*"


@pytest.mark.parametrize(
    "arn", ["", "role", "arn:aws:iam::1:role/x", "arn:aws:s3:::bucket", "arn:aws:iam::123456789012:user/x"]
)
def test_what_is_no_role(arn: str) -> None:
    assert not is_role(arn)
    assert is_role(ROLE)


# The engine


def test_the_engine_borrows_anew_before_they_end(proxy: FaultProxy, s3: "S3Client", bucket_name: str) -> None:
    given: list[LentCredentials] = []

    def lend() -> LentCredentials:
        # Within the time in which botocore renews them; so each request borrows.
        given.append(LentCredentials(f"key{len(given)}", "secret", "token", utc_now() + timedelta(minutes=5)))
        return given[-1]

    seen: list[str] = []

    def note(exchange: Any) -> bool:
        seen.append(exchange.headers.get("authorization", "").partition("Credential=")[2].partition("/")[0])
        seen.append(exchange.headers.get("x-amz-security-token", ""))
        return False

    proxy.rule(note)
    destination = Destination(bucket_name, endpoint_url=proxy.endpoint_url, credentials_source="server")
    bucket = open_bucket(destination, lend=lend)
    algorithm = destination.checksum_algorithm
    for number in range(3):
        bucket.put(f"file{number}", b"body", algorithm, checksum_of(algorithm, b"body"))
    assert len(given) > 2
    assert "token" in seen
    assert len({one for one in seen if one.startswith("key")}) > 1
    assert s3.list_objects_v2(Bucket=bucket_name)["KeyCount"] == 3
