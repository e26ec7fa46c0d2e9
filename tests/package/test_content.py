"""What is left out of a frozen program is not missed: the credential chain and S3 work with the data that is kept."""

import json
import shutil
import stat
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import botocore
import botocore.session
import pytest
from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader

from build_scripts.package import content
from desktop_app.services import support_bundle

LATER = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
STS = """<{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result><Credentials>
<AccessKeyId>FROM-{action}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
<Expiration>{later}</Expiration></Credentials></{action}Result></{action}Response>"""
ROLE_OF_SSO = {"accessKeyId": "FROM-sso", "secretAccessKey": "s", "sessionToken": "t", "expiration": 4102444800000}
CONFIG = """
[profile base]
aws_access_key_id = base
aws_secret_access_key = base
[profile role]
role_arn = arn:aws:iam::123456789012:role/uploader
source_profile = base
region = eu-central-1
[profile web]
role_arn = arn:aws:iam::123456789012:role/uploader
web_identity_token_file = {folder}/token
region = eu-central-1
[profile process]
credential_process = {folder}/process
[profile sso]
sso_session = company
sso_account_id = 123456789012
sso_role_name = uploader
[sso-session company]
sso_start_url = https://company.example/start
sso_region = us-east-1
"""


class Amazon(BaseHTTPRequestHandler):
    """Answers as STS and as the portals of single sign-on do."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/token":
            return self._answer(json.dumps({"accessToken": "renewed", "expiresIn": 3600}))
        action = "AssumeRoleWithWebIdentity" if "WebIdentity" in body else "AssumeRole"
        return self._answer(STS.format(action=action, later=LATER))

    def do_GET(self) -> None:
        known = self.path.startswith("/federation/credentials") and "renewed" in self.headers["x-amz-sso_bearer_token"]
        self._answer(json.dumps({"roleCredentials": ROLE_OF_SSO}) if known else "{}")

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _answer(self, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())


@pytest.fixture
def kept_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """botocore's data as a frozen program has it, in place of all of it."""
    whole = Path(botocore.__file__).parent / "data"
    for file in whole.rglob("*"):
        relative = file.relative_to(whole)
        if file.is_file() and content.is_kept(f"botocore/data/{relative.as_posix()}"):
            (tmp_path / "data" / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, tmp_path / "data" / relative)
    monkeypatch.setattr(Loader, "BUILTIN_DATA_PATH", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def amazon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "token").write_text("who I am")
    told = {"Version": 1, "AccessKeyId": "FROM-process", "SecretAccessKey": "s", "Expiration": LATER}
    program = tmp_path / "process"
    program.write_text(f"#!{sys.executable}\nprint('''{json.dumps(told)}''')\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    (tmp_path / "config").write_text(CONFIG.format(folder=tmp_path))
    cache = tmp_path / ".aws" / "sso" / "cache"
    cache.mkdir(parents=True)
    # It has ended, and is renewed by sso-oidc; then sso lends the role's keys.
    ended = {
        **{"startUrl": "https://company.example/start", "region": "us-east-1", "accessToken": "old"},
        **{"expiresAt": "2020-01-01T00:00:00Z", "clientId": "c", "clientSecret": "s", "refreshToken": "r"},
        "registrationExpiresAt": "2100-01-01T00:00:00Z",
    }
    (cache / f"{sha1(b'company', usedforsecurity=False).hexdigest()}.json").write_text(json.dumps(ended))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Amazon)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name, value in (("HOME", tmp_path), ("AWS_CONFIG_FILE", tmp_path / "config")):
        monkeypatch.setenv(name, str(value))
    monkeypatch.setattr("botocore.tokens.SSOTokenProvider._SSO_TOKEN_CACHE_DIR", str(cache))
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
    yield
    server.shutdown()
    server.server_close()


@pytest.mark.usefixtures("kept_data", "amazon")
@pytest.mark.parametrize(
    ("profile", "key"),
    [
        ("role", "FROM-AssumeRole"),
        ("web", "FROM-AssumeRoleWithWebIdentity"),
        ("process", "FROM-process"),
        ("sso", "FROM-sso"),
    ],
)
def test_the_credential_chain_works_with_the_data_that_is_kept(profile: str, key: str) -> None:
    credentials = botocore.session.Session(profile=profile).get_credentials()
    assert credentials is not None
    assert credentials.get_frozen_credentials().access_key == key


@pytest.mark.usefixtures("kept_data")
@pytest.mark.parametrize("service", sorted(content.BOTOCORE_SERVICES))
def test_clients_of_what_is_kept_know_their_endpoints(service: str) -> None:
    session = botocore.session.Session()
    client = session.create_client(service, "eu-central-1", aws_access_key_id="a", aws_secret_access_key="b")
    assert "eu-central-1" in client.meta.endpoint_url
    assert service != "s3" or client.can_paginate("list_objects_v2")


@pytest.mark.usefixtures("kept_data")
def test_what_is_not_used_is_left_out() -> None:
    with pytest.raises(UnknownServiceError):
        botocore.session.Session().create_client("ec2", "us-east-1")


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", True),
        ("PySide6/Qt/plugins/platforms/libqlinuxfb.so", False),
        ("PySide6/Qt/plugins/sqldrivers/libqsqlite.so", False),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/Qt/lib/libQt6Widgets.so.6", True),
        ("PySide6/Qt/lib/libQt6Quick.so.6", False),
        ("PySide6/Qt6Qml.dll", False),
        ("PySide6/Qt/lib/QtQml.framework/Versions/A/QtQml", False),
        ("PySide6/Qt/lib/QtQml.framework/Resources/Info.plist", False),
        ("PySide6/Qt/lib/QtWidgets.framework/Versions/A/QtWidgets", True),
        ("PySide6/Qt/lib/QtSvg.framework/Versions/A/QtSvg", True),
        ("PySide6/QtSvg.abi3.so", True),
        ("resources/translations/waybill_de.qm", True),
        ("resources/translations/waybill_de.ts", False),
        ("moto/ec2/resources/instance_types.json", False),
        ("desktop_app/company/migrations/versions/0001_first_schema.py", True),
        ("keyring-25.7.0.dist-info/entry_points.txt", True),
        ("keyring-25.7.0.dist-info/RECORD", False),
    ],
)
def test_each_kind_of_file_is_kept_or_left_out(target: str, kept: bool) -> None:
    assert content.is_kept(target) is kept


def test_the_support_bundle_finds_its_versions() -> None:
    assert set(support_bundle._LIBRARIES) <= set(content.METADATA_OF)


def test_of_moto_only_s3_and_what_it_asks_goes_in() -> None:
    left_out = content.excluded_modules(["s3", "ec2", "core"])
    assert "moto.ec2" in left_out
    assert not {"moto.s3", "moto.core"} & set(left_out)
