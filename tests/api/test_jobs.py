"""Upload sessions that a server sends: what may be sent, by whom, cancelled, told, and taken up after kill -9."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from redis import Redis
from rq import Callback, Queue
from rq.serializers import JSONSerializer, PickleSerializer

from desktop_app.api.jobs import Jobs, JobStatus
from desktop_app.api.queue import QUEUE
from tests.api.conftest import ADMIN, OPERATOR, PASSWORD, Companies, Person
from tests.api_server import SECRET_KEY, api_server
from tests.conftest import REPOSITORY, write_file
from tests.fault_proxy import FaultProxy
from tests.redis_server import redis_url as redis_url

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

MIB = 2**20


@dataclass
class Watched:
    """Who sends what at each moment, by the credentials that requests come with."""

    by_prefix: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """How many requests each has under way below a cycle's prefix."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    together: list[tuple[str, set[str]]] = field(default_factory=list)
    sent: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    seconds_each: float = 0.0
    """How long each request is held up."""

    def watch(self, exchange: Any) -> bool:
        key = exchange.request_of_s3().key
        who = exchange.headers.get("authorization", "").partition("Credential=")[2].partition("/")[0]
        # What is asked of the bucket itself is of no upload.
        prefix, below, _ = key.partition("/")
        with self.lock:
            self.by_prefix[prefix][who] += 1
            self.sent[who] += 1
            if below and len(+self.by_prefix[prefix]) > 1:
                self.together.append((prefix, set(+self.by_prefix[prefix])))
        try:
            time.sleep(self.seconds_each)
            exchange.answer(*exchange.forward())
        finally:
            with self.lock:
                self.by_prefix[prefix][who] -= 1
        return True


@dataclass
class Site:
    """A server with a folder of its own, its queue, and its storage."""

    http: httpx.Client
    config: Path
    root: Path
    home: Path
    endpoint: str
    bucket: str
    watched: Watched
    people: Companies
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def person(self, username: str, code: str = "one") -> Person:
        body = {"username": username, "password": PASSWORD, "company_code": code}
        told = self.http.post("/api/auth/login", json=body).json()
        return Person(self.http, told["access_token"], told["refresh_token"], told["company"]["id"], told["user"]["id"])

    def project(self, person: Person) -> int:
        return int(
            person.post(
                "/api/projects/", project_name=self.bucket, bucket_name=self.bucket, endpoint_url=self.endpoint
            )["id"]
        )

    def session(self, person: Person, project: int, number: int, folder: Path, **fields: Any) -> Any:
        cycle = person.post("/api/cycles/", project_id=project, cycle_name=f"C{number}", cycle_number=number)
        wanted = {"project_id": project, "cycle_id": cycle["id"], "local_directory": str(folder)} | fields
        return person.post("/api/sessions/", **wanted)

    def work(self, *options: str) -> subprocess.Popen[bytes]:
        """A worker, with credentials by which its requests are known."""
        worker = subprocess.Popen(
            [sys.executable, "-m", "desktop_app", "worker", "--config", str(self.config), *options],
            cwd=REPOSITORY,
            env=os.environ
            | {
                "WAYBILL_HOME": str(self.home),
                "WAYBILL_STORAGE_PATIENCE": "60",
                "AWS_ACCESS_KEY_ID": f"worker{len(self.workers)}",
                "AWS_SECRET_ACCESS_KEY": "secret",
            },
            start_new_session=True,
        )
        self.workers.append(worker)
        return worker

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """The worker, and the process that has its job."""
        with_it = subprocess.run(["pgrep", "-s", str(worker.pid)], capture_output=True, text=True).stdout.split()
        for pid in with_it:
            os.kill(int(pid), signal.SIGKILL)
        worker.wait()


@pytest.fixture
def site(companies: Companies, redis_url: str, tmp_path: Path, proxy: FaultProxy, bucket_name: str) -> Iterator[Site]:
    root = tmp_path / "root"
    root.mkdir()
    served = [
        one
        | {
            "roots": [str(root)],
            "endpoints": [proxy.endpoint_url],
            "usual_credentials": one["code"] == "one",
            "aws_profiles": [],
        }
        for one in companies.served
    ]
    config = tmp_path / "server.toml"
    lines = [f'secret_key = "{SECRET_KEY}"', f'redis_url = "{redis_url}"']
    for one in served:
        lines += ["[[companies]]", *(f"{name} = {json.dumps(value)}" for name, value in one.items())]
    config.write_text("\n".join(lines))
    watched = Watched()
    proxy.rule(watched.watch)
    with (
        api_server(companies=served, redis_url=redis_url) as address,
        httpx.Client(base_url=address, timeout=30) as http,
    ):
        site = Site(http, config, root, tmp_path / "home", proxy.endpoint_url, bucket_name, watched, companies)
        yield site
        for worker in site.workers:
            if worker.poll() is None:
                site.kill(worker)


def until(holds: Callable[[], Any], seconds: float = 60) -> Any:
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.2)
    return found


def status(person: Person, job: Any) -> Any:
    return person.get(f"/api/uploads/status/{job['job_id']}")


def objects(s3: "S3Client", bucket: str) -> dict[str, bytes]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    keys = [item["Key"] for page in pages for item in page.get("Contents", ())]
    return {key: s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}


def test_a_queue_that_is_away_takes_no_job_and_says_so(companies: Companies, tmp_path: Path) -> None:
    served = [one | {"roots": [str(tmp_path)], "usual_credentials": True} for one in companies.served]
    person = companies.sign_in(OPERATOR)
    project = person.post("/api/projects/", project_name=tmp_path.name, bucket_name="bucket")
    cycle = person.post("/api/cycles/", project_id=project["id"], cycle_name="One", cycle_number=1)
    wanted = {"project_id": project["id"], "cycle_id": cycle["id"], "local_directory": str(tmp_path)}
    with (
        api_server(companies=served, redis_url="redis://127.0.0.1:1/0") as address,
        httpx.Client(base_url=address, timeout=30) as http,
    ):
        person.http = http
        session = person.post("/api/sessions/", **wanted)
        refused = person.ask("POST", "/api/uploads/start", json={"session_id": session["id"]})
    assert (refused.status_code, refused.json()) == (
        503,
        {
            "type": "about:blank",
            "title": "Job queue not reachable",
            "status": 503,
            "detail": "The server's job queue does not answer (ConnectionError). Jobs that run go on. Try again in a "
            "minute; if it stays so, tell whoever runs the server.",
            "code": "jobs_unreachable",
        },
    )
    assert refused.headers["retry-after"] == "5"


def test_a_folder_of_the_server_is_sent_and_told_of(site: Site, s3: "S3Client") -> None:
    person = site.person(OPERATOR)
    files = {f"a/{number}.raw": write_file(site.root / f"data/a/{number}.raw", 1000) for number in range(30)}
    session = site.session(person, site.project(person), 1, site.root / "data")
    job = person.ask("POST", "/api/uploads/start", json={"session_id": session["id"]})
    assert job.status_code == 202, job.text
    told = job.json()
    assert (told["status"], told["session"]["status"]) == ("queued", "pending")
    again = person.ask("POST", "/api/uploads/start", json={"session_id": session["client_uuid"]}).json()
    assert again["job_id"] == told["job_id"], "it has a job already"
    site.work("--burst").wait(90)
    done = status(person, told)
    assert (done["status"], done["error"], done["session"]["status"]) == ("finished", "", "completed")
    assert done["session"]["files_uploaded"] == 30
    assert objects(s3, site.bucket) == {f"cycle-001/{name}": body for name, body in files.items()}
    assert person.get(f"/api/sessions/{session['id']}/files")["total"] == 30
    left = site.people.run(
        "SELECT count(*) FROM auth.sign_ins WHERE client_uuid = %s AND ended_at IS NULL", session["client_uuid"]
    )
    assert left == [(0,)], "its token has ended, and the one of the second request too"


def test_what_the_operator_does_not_allow_is_not_sent(site: Site, tmp_path: Path) -> None:
    person = site.person(OPERATOR)
    project = site.project(person)
    (site.root / "link").symlink_to(tmp_path)
    refused = [
        site.session(person, project, 1, tmp_path),
        site.session(person, project, 2, site.root / ".." / "elsewhere"),
        site.session(person, project, 3, site.root / "link" / "home"),
        site.session(person, project, 4, site.root, aws_profile="somebody"),
    ]
    for session in refused:
        answer = person.ask("POST", "/api/uploads/start", json={"session_id": session["id"]})
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed"), answer.text
    stranger = site.person(ADMIN, "two")
    mine = site.session(stranger, site.project(stranger), 9, site.root)
    answer = stranger.ask("POST", "/api/uploads/start", json={"session_id": mine["id"]})
    assert answer.status_code == 403, "this company has neither a profile nor the server's own credentials"


def test_nothing_outside_of_the_roots_is_read(site: Site, s3: "S3Client", tmp_path: Path) -> None:
    """Neither by links, which somebody may put there at any time, nor by what a record says."""
    person = site.person(OPERATOR)
    project = site.project(person)
    write_file(tmp_path / "outside/secret.raw", 1000)
    for name in ("linked", "selected", "told"):
        write_file(site.root / f"{name}/mine.raw", 1000)
    (site.root / "linked/file.raw").symlink_to(tmp_path / "outside/secret.raw")
    (site.root / "linked/folder").symlink_to(tmp_path / "outside")
    (site.root / "linked/inside.raw").symlink_to(site.root / "told/mine.raw")
    way_out = "../../outside/secret.raw"
    linked = site.session(person, project, 1, site.root / "linked", follow_links=True)
    selected = site.session(person, project, 2, site.root / "selected")
    told = person.ask("PUT", f"/api/sessions/{selected['id']}", json={"selection": ["mine.raw", way_out]})
    assert told.status_code == 200, told.text
    rows = site.session(person, project, 3, site.root / "told")
    row = {
        "relative_path": way_out,
        "revision": 1,
        "s3_key": "x",
        "size_bytes": 1000,
        "mtime_ns": 1,
        "status": "pending",
    }
    written = person.ask("POST", f"/api/sessions/{rows['id']}/files", json={"files": [row]})
    assert written.status_code == 204, written.text
    jobs = [person.post_for(202, "/api/uploads/start", session_id=one["id"]) for one in (linked, selected, rows)]
    site.work("--burst").wait(90)
    ended = [status(person, job) for job in jobs]
    assert set(objects(s3, site.bucket)) == {"cycle-001/mine.raw", "cycle-001/inside.raw"}, ended
    assert [one["status"] for one in ended] == ["finished", "failed", "failed"]
    files = person.get(f"/api/sessions/{linked['id']}/files")["items"]
    assert {file["relative_path"]: file["status"] for file in files if file["status"] != "uploaded"} == {
        "file.raw": "blocked",
        "folder": "blocked",
    }

    left = site.people.run(
        "SELECT count(*) FROM auth.sign_ins WHERE client_uuid = ANY(%s) AND ended_at IS NULL",
        [one["client_uuid"] for one in (linked, selected, rows)],
    )
    assert left == [(0,)], "a job's token ends with it, however it ends"


def test_a_job_sends_to_its_cycle_whatever_the_record_says(site: Site) -> None:
    person = site.person(OPERATOR)
    session = site.session(person, site.project(person), 1, site.root)
    fields = ("project_id", "cycle_id", "local_directory", "status")
    record = {name: session[name] for name in fields} | {"revision": 1, "s3_prefix": "somebody-elses/"}
    client_uuid = str(uuid.uuid4())
    told = person.ask("PUT", f"/api/sessions/{client_uuid}", json=record)
    assert told.status_code == 200, told.text
    refused = person.ask("POST", "/api/uploads/start", json={"session_id": client_uuid})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed"), refused.text


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:6379", "http://169.254.169.254", "http://localhost"])
def test_a_job_sends_nowhere_that_the_operator_does_not_know(site: Site, endpoint: str) -> None:
    """Everybody may create a project, and would have this server speak to what only it can reach."""
    person, name = site.person(OPERATOR), uuid.uuid4().hex
    wanted = {"project_name": name, "bucket_name": "bucket", "endpoint_url": endpoint}
    project = person.post("/api/projects/", **wanted)
    session = site.session(person, project["id"], 1, site.root)
    refused = person.ask("POST", "/api/uploads/start", json={"session_id": session["id"]})
    assert (refused.status_code, refused.json().get("code")) == (403, "not_allowed"), refused.text


def test_jobs_of_others_do_not_exist(site: Site) -> None:
    person, stranger = site.person(OPERATOR), site.person(ADMIN, "two")
    session = site.session(person, site.project(person), 1, site.root)
    assert stranger.ask("POST", "/api/uploads/start", json={"session_id": session["id"]}).status_code == 404
    job = person.ask("POST", "/api/uploads/start", json={"session_id": session["id"]}).json()
    for method, path in (("GET", "status"), ("POST", "cancel")):
        assert stranger.ask(method, f"/api/uploads/{path}/{job['job_id']}").status_code == 404
        assert person.ask(method, f"/api/uploads/{path}/unknown").status_code == 404
    assert stranger.ask("GET", f"/api/uploads/events/{session['id']}").status_code == 404


def test_a_job_is_cancelled_and_what_was_sent_stays(site: Site, s3: "S3Client", proxy: FaultProxy) -> None:
    person = site.person(OPERATOR)
    for number in range(400):
        write_file(site.root / f"data/{number:03}.raw", 200_000)
    session = site.session(person, site.project(person), 1, site.root / "data", max_workers=2)
    job = person.post_for(202, "/api/uploads/start", session_id=session["id"])
    # The worker looks every two seconds whether it is to go on.
    site.watched.seconds_each = 0.05
    site.work("--burst")
    until(lambda: site.watched.sent["worker0"] > 20)
    assert person.ask("POST", f"/api/uploads/cancel/{job['job_id']}").status_code == 202
    done = until(lambda: (told := status(person, job))["status"] == "cancelled" and told)
    assert done["session"]["status"] == "cancelled"
    there = objects(s3, site.bucket)
    assert 0 < len(there) < 400
    assert person.ask("POST", f"/api/uploads/cancel/{job['job_id']}").status_code == 409


def test_whoever_listens_hears_how_it_goes(site: Site) -> None:
    person = site.person(OPERATOR)
    write_file(site.root / "data/one.raw", 1000)
    session = site.session(person, site.project(person), 1, site.root / "data")
    person.post_for(202, "/api/uploads/start", session_id=session["id"])
    heard: list[tuple[str, Any]] = []
    headers = {"Authorization": f"Bearer {person.access_token}"}
    with site.http.stream("GET", f"/api/uploads/events/{session['id']}", headers=headers, timeout=60) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        kind = ""
        for line in stream.iter_lines():
            name, _, value = line.partition(": ")
            if name == "event":
                kind = value
            elif name == "data":
                heard.append((kind, json.loads(value)))
                if len(heard) == 1:
                    site.work("--burst")
    assert heard[0][1]["status"] == "pending"
    assert [kind for kind, _ in heard[-2:]] == ["session", "end"]
    assert heard[-1][1] == {"status": "completed"}


def test_whose_upload_it_is_not_cancels_no_job_of_it(site: Site) -> None:
    admin, operator = site.person(ADMIN), site.person(OPERATOR)
    project = site.project(admin)
    theirs = site.session(admin, project, 1, site.root)
    job = admin.post_for(202, "/api/uploads/start", session_id=theirs["id"])
    refused = operator.ask("POST", f"/api/uploads/cancel/{job['job_id']}")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed"), refused.text
    mine = operator.post_for(202, "/api/uploads/start", session_id=site.session(operator, project, 2, site.root)["id"])
    for one in (job, mine):
        assert admin.ask("POST", f"/api/uploads/cancel/{one['job_id']}").status_code == 202


@pytest.mark.parametrize("serializer", [PickleSerializer, JSONSerializer])
def test_whoever_writes_to_the_queue_has_a_worker_run_nothing_else(
    site: Site, redis_url: str, tmp_path: Path, serializer: Any
) -> None:
    with Redis.from_url(redis_url) as redis:
        queue = Queue(QUEUE, connection=redis, serializer=serializer)
        queue.enqueue("os.mkdir", str(tmp_path / "made"))
        queue.enqueue("os.mkdir", "relative", on_success=Callback("os.abort"), on_failure=Callback("os.abort"))
    site.work("--burst").wait(60)
    assert not (tmp_path / "made").exists()
    person = site.person(OPERATOR)
    write_file(site.root / "data/one.raw", 1000)
    session = site.session(person, site.project(person), 1, site.root / "data")
    job = person.post_for(202, "/api/uploads/start", session_id=session["id"])
    site.work("--burst").wait(60)
    assert status(person, job)["status"] == "finished", "the others hold nothing up"


@pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")
def test_the_password_of_the_queue_is_in_no_list_of_processes(site: Site, redis_url: str) -> None:
    # Whoever needs no password may have any.
    with_password = redis_url.replace("://", "://default:of-redis@")
    site.config.write_text(site.config.read_text().replace(redis_url, with_password))
    person = site.person(OPERATOR)
    for number in range(300):
        write_file(site.root / f"data/{number:03}.raw", 100_000)
    session = site.session(person, site.project(person), 1, site.root / "data", max_workers=1)
    job = person.post_for(202, "/api/uploads/start", session_id=session["id"])
    site.watched.seconds_each = 0.05
    site.work("--burst")
    until(lambda: site.watched.sent["worker0"] > 5)
    shown = [line for path in Path("/proc").glob("[0-9]*/cmdline") if (line := _read(path))]
    assert status(person, job)["status"] == "started"
    assert not [line for line in shown if b"of-redis" in line]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""  # It has ended.


def test_what_has_ended_is_not_handed_out_again(redis_url: str) -> None:
    jobs = Jobs(redis_url)
    job = jobs.add("one", str(uuid.uuid4()), "sealed", 1)
    assert jobs.claim(job.id, "a worker")
    jobs.end(job.id, JobStatus.FINISHED)
    # Whoever sweeps has asked which are open, and looks at each now.
    jobs.redis.sadd("waybill:jobs", job.id)
    jobs.redis.hset(f"waybill:job:{job.id}", "handed_out_at", "0")
    assert job.id not in jobs.sweep()
    assert jobs.get(job.id).status is JobStatus.FINISHED
    jobs.redis.srem("waybill:jobs", job.id)


def test_who_was_taken_for_dead_ends_nothing_though_whoever_had_it_since_has_died(redis_url: str) -> None:
    jobs = Jobs(redis_url)
    job = jobs.add("one", str(uuid.uuid4()), "sealed", 1)
    assert jobs.claim(job.id, "first")
    jobs.redis.delete(f"waybill:job:{job.id}:alive")
    assert jobs.claim(job.id, "second")
    assert not jobs.live(job.id, "first")
    assert jobs.live(job.id, "second")
    jobs.redis.delete(f"waybill:job:{job.id}:alive")
    assert not jobs.live(job.id, "first")
    assert job.id in jobs.sweep()
    jobs.end(job.id, JobStatus.CANCELLED)


def test_a_server_that_dies_while_it_hands_out_leaves_a_job_that_is_done(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs, client_uuid = Jobs(redis_url), str(uuid.uuid4())
    with monkeypatch.context() as died:
        died.setattr(jobs, "_hand_out", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            jobs.add("one", client_uuid, "sealed", 1)
    job = jobs.of_upload("one", client_uuid)
    assert job is not None
    jobs.redis.hset(f"waybill:job:{job.id}", "handed_out_at", "0")
    assert job.id in jobs.sweep()
    jobs.end(job.id, JobStatus.CANCELLED)


def test_two_at_once_get_one_job(redis_url: str) -> None:
    jobs, client_uuid = Jobs(redis_url), str(uuid.uuid4())
    with ThreadPoolExecutor(8) as threads:
        added = list(threads.map(lambda number: jobs.add("one", client_uuid, f"sealed{number}", 1), range(50)))
    assert len({job.id for job in added}) == 1
    jobs.end(added[0].id, JobStatus.CANCELLED)


def test_a_large_file_goes_on_in_the_middle_after_kill_9(site: Site, s3: "S3Client", proxy: FaultProxy) -> None:
    person = site.person(OPERATOR)
    body = write_file(site.root / "data/large.raw", 80 * MIB)
    session = site.session(person, site.project(person), 1, site.root / "data", max_workers=1)
    job = person.post_for(202, "/api/uploads/start", session_id=session["id"])
    first = site.work()
    until(lambda: proxy.count("upload_part") >= 3)
    site.kill(first)
    site.work()
    done = until(lambda: (told := status(person, job))["status"] != "started" and told["status"] != "queued" and told)
    assert (done["status"], done["error"]) == ("finished", "")
    assert objects(s3, site.bucket) == {"cycle-001/large.raw": body}
    parts = [seen.part for seen in proxy.requests if seen.kind == "upload_part" and seen.key.endswith("large.raw")]
    assert len(parts) - len(set(parts)) <= 2, "only what was under way is sent again"


def _killed_at_random(site: Site, s3: "S3Client", workers: int, sessions: int, files: int, kills: int) -> None:
    person, chance = site.person(OPERATOR), random.Random(7)
    project = site.project(person)
    wanted: dict[str, bytes] = {}
    jobs = []
    for number in range(1, sessions + 1):
        folder = site.root / f"data{number}"
        for name in range(files // sessions):
            body = write_file(folder / f"{name:05}.raw", chance.randrange(30_000), seed=number)
            wanted[f"cycle-{number:03}/{name:05}.raw"] = body
        session = site.session(person, project, number, folder)
        jobs.append(person.post_for(202, "/api/uploads/start", session_id=session["id"]))
    running = [site.work() for _ in range(workers)]
    for _ in range(kills):
        # In the middle of it: once some more files have gone.
        goal = sum(site.watched.sent.values()) + chance.randrange(20, max(21, files // (2 * kills)))
        until(lambda: sum(site.watched.sent.values()) >= goal or _all_done(person, jobs), 300)  # noqa: B023
        victim = running.pop(chance.randrange(len(running)))
        site.kill(victim)
        running.append(site.work())
    until(lambda: _all_done(person, jobs), 1200)
    ended = [status(person, job) for job in jobs]
    assert {(one["status"], one["error"], one["session"]["status"]) for one in ended} == {("finished", "", "completed")}
    assert objects(s3, site.bucket) == wanted
    assert site.watched.together == [], "never two at one upload"
    assert sum(1 for sent in site.watched.sent.values() if sent) >= workers


def _all_done(person: Person, jobs: list[Any]) -> bool:
    return all(status(person, job)["status"] not in ("queued", "started") for job in jobs)


@pytest.mark.timeout(300)
def test_workers_are_killed_and_everything_arrives(site: Site, s3: "S3Client") -> None:
    _killed_at_random(site, s3, workers=2, sessions=4, files=800, kills=2)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_many_workers_are_killed_and_everything_arrives(site: Site, s3: "S3Client") -> None:
    _killed_at_random(site, s3, workers=4, sessions=20, files=20_000, kills=12)
