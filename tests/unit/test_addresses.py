"""Where a company is: what is taken, what is refused, and that no password is ever shown."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.company.connect.addresses import AddressKind, CompanyAddress
from desktop_app.domain.errors import CompanyNotTrusted, InvalidValue

SERVER = "postgresql://ada@db.example/company"
# What a person may have for a name or a password; addresses cannot hold what nobody can type.
words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)


def refused(text: str) -> str:
    with pytest.raises(InvalidValue, match="An address looks like") as caught:
        CompanyAddress.parse(text)
    assert caught.value.field == "company"
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("sqlite:////srv/company.db", "/srv/company.db"),
        ("sqlite:///C:/waybill/company.db", "C:/waybill/company.db"),
        (" sqlite:////a%20b%3F/c d#e.db ", "/a b?/c d#e.db"),
        ("SQLite:////srv/company.db", "/srv/company.db"),
    ],
)
def test_a_file(text: str, file: str) -> None:
    address = CompanyAddress.parse(text)
    assert (address.kind, address.database, address.path.as_posix()) == (AddressKind.SQLITE, file, file)
    assert address.is_loopback


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "company",
            "sqlite://",
            "sqlite:///",
            "sqlite:///:memory:",
            "sqlite:///%3Amemory%3A",
            "sqlite:company.db",
        ),
        *("sqlite:////company.db?mode=memory", "sqlite:////a%00.db", "sqlite://host/company.db"),
        *("mysql://host/db", "ftp://company.example", "postgresql+asyncpg://host/db"),
    ],
)
def test_what_leads_to_no_company(text: str) -> None:
    refused(text)


@pytest.mark.parametrize(
    ("text", "shown", "url"),
    [
        ("https://waybill.example", "https://waybill.example", "https://waybill.example"),
        (" HTTPS://Waybill.Example:443/ ", "https://waybill.example", "https://waybill.example"),
        ("https://a.example:8443/files/", "https://a.example:8443/files", "https://a.example:8443/files"),
        ("https://a.example?company=acme", "https://a.example?company=acme", "https://a.example"),
        ("https://[::1]:8000", "https://[::1]:8000", "https://[::1]:8000"),
        ("http://localhost:8000", "http://localhost:8000", "http://localhost:8000"),
    ],
)
def test_a_server(text: str, shown: str, url: str) -> None:
    address = CompanyAddress.parse(text)
    assert (address.kind, address.text, address.base_url()) == (AddressKind.HTTP, shown, url)
    assert CompanyAddress.parse(shown) == address


def test_a_server_with_several_companies_is_told_which() -> None:
    assert CompanyAddress.parse("https://a.example?company=acme").user == "acme"
    assert CompanyAddress.parse("https://a.example").user == ""


@pytest.mark.parametrize(
    "text",
    [
        *("https://", "https://ada:secret@a.example", "https://a.example/a b", "https://a.example/../b?x=1"),
        *("https://a.example?company=a/b", "https://a.example?host=b", "https://a.example#b", "https://a.example:0"),
        *("https://a,b", "https://%2Ftmp", "https://a.example?company=a&company=b"),
    ],
)
def test_what_leads_to_no_server(text: str) -> None:
    assert "secret" not in refused(text)


def test_passwords_go_nowhere_unencrypted_unless_told_in_so_many_words() -> None:
    address = CompanyAddress.parse("http://a.example")
    with pytest.raises(CompanyNotTrusted, match="Write https"):
        address.base_url()
    assert address.base_url(allow_insecure=True) == "http://a.example"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (SERVER, SERVER),
        ("postgres://ada@DB.Example:5432/company", SERVER),
        ("postgresql+psycopg://ada@db.example/company?", SERVER),
        ("postgresql://ada:secret@db.example/company", SERVER),
        ("postgresql://%61da:secret@db.example/company", SERVER),
        ("postgresql://db.example:5433/company", "postgresql://db.example:5433/company"),
        ("postgresql://ada@[0:0::1]:99/c", "postgresql://ada@[::1]:99/c"),
        ("postgresql://ada@%2Frun%2FPg/c", "postgresql://ada@%2Frun%2FPg/c"),
        (f"{SERVER}?sslrootcert=/a%20b&connect_timeout=3", f"{SERVER}?connect_timeout=3&sslrootcert=/a%20b"),
    ],
)
def test_one_form_is_kept_of_all_that_mean_the_same(text: str, shown: str) -> None:
    address = CompanyAddress.parse(text)
    assert (address.kind, address.text, str(address)) == (AddressKind.POSTGRESQL, shown, shown)
    assert CompanyAddress.parse(shown) == address


@given(words, words, words)
def test_what_stands_in_an_address_comes_out_of_it(user: str, password: str, database: str) -> None:
    text = f"postgresql://{quote(user, safe='')}:{quote(password, safe='')}@localhost/{quote(database, safe='')}"
    address = CompanyAddress.parse(text)
    assert (address.user, address.password, address.database) == (user, password, database)
    again = CompanyAddress.parse(address.text)
    assert (again, again.password) == (address, None)


@given(words)
def test_a_password_is_never_shown(word: str) -> None:
    try:
        address = CompanyAddress.parse(f"postgresql://ada:secret{word}secret@db.example/company")
        shown = f"{address!r} {address}"
    except InvalidValue as error:
        shown = str(error)
    assert "secret" not in shown


def test_an_empty_password_is_one() -> None:
    assert CompanyAddress.parse("postgresql://ada:@localhost/c").password == ""
    assert CompanyAddress.parse("postgresql://ada@localhost/c").password is None


@pytest.mark.parametrize(
    "text",
    [
        # Several hosts, of which any may answer.
        "postgresql://ada@db.example,evil.example/c",
        "postgresql://ada@db.example:5432,evil.example:5432/c",
        "postgresql://ada@localhost%2Cevil.example/c",
        "postgresql://ada@%2Frun,evil.example/c",
        # Another host than the one that is read first.
        "postgresql://ada@localhost/c?host=evil.example",
        "postgresql://ada@localhost/c?hostaddr=192.0.2.1",
        "postgresql://ada@localhost/c?service=evil",
        "postgresql://ada@localhost/c?port=99",
        "postgresql://ada@localhost/c?dbname=other",
        "postgresql://ada:a@localhost@evil.example/c",
        "postgresql://ada:a/b@localhost/c",
        "postgresql://ada@localhost/c?x@evil.example/c",
        "postgresql://localhost#@evil.example/c",
        # Other ways to say what the session does, or whose it is.
        "postgresql://ada@localhost/c?options=-c%20search_path=evil",
        "postgresql://ada@localhost/c?passfile=/tmp/p",
        "postgresql://ada@localhost/c?password=secret",
        "postgresql://ada@localhost/c?SSLMODE=disable",
        "postgresql://ada@localhost/c?sslmode=none",
        "postgresql://ada@localhost/c?sslmode=verify-full&sslmode=disable",
        "postgresql://ada@localhost/c?connect_timeout=0",
        "postgresql://ada@localhost/c?connect_timeout=-1",
        # Nobody, nowhere, nothing.
        "postgresql:///c",
        "postgresql://@localhost/c",
        "postgresql://:secret@localhost/c",
        "postgresql://ada@localhost",
        "postgresql://ada@localhost/",
        "postgresql://ada@localhost:0/c",
        "postgresql://ada@localhost:99999/c",
        "postgresql://ada@localhost:٣/c",
        "postgresql://ada@[evil]/c",
        "postgresql://ada@lоcalhost/c",  # noqa: RUF001 - a Cyrillic letter
        "postgresql://ada@@socket/c",
        "postgresql://ada@local host/c",
        "postgresql://ada@localhost/c%00",
        "postgresql://ada@localhost/c\nd",
        "postgresql://%ff@localhost/c",
    ],
)
def test_what_an_attacker_would_write(text: str) -> None:
    refused(text)


def test_several_hosts_are_told_as_what_they_are() -> None:
    assert "several hosts" in refused("postgresql://ada@db.example,evil.example/c")


def test_another_login_at_the_same_place_has_another_password() -> None:
    address = CompanyAddress.parse("postgresql://postgres:secret@localhost:99/c?connect_timeout=3")
    other = address.with_login("ünïcode/login")
    assert other.text == "postgresql://%C3%BCn%C3%AFcode%2Flogin@localhost:99/c?connect_timeout=3"
    assert (other, other.password) == (CompanyAddress.parse(other.text), None)


def test_a_password_with_an_at_in_it_says_how_to_write_it() -> None:
    said = refused("postgresql://ada:very@secret@db.example/c")
    assert "%40" in said
    assert "secret" not in said


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "[::1]", "%2Frun%2Fpostgresql"])
def test_this_machine(host: str) -> None:
    address = CompanyAddress.parse(f"postgresql://ada@{host}/c")
    assert address.is_loopback
    assert address.sslmode() == "prefer"


@pytest.mark.parametrize(
    "host",
    [
        "db.example",
        "localhost.example",
        "192.0.2.1",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "[::ffff:127.0.0.1]",
        "[::2]",
    ],
)
def test_any_other_machine_has_to_prove_itself(host: str) -> None:
    address = CompanyAddress.parse(f"postgresql://ada@{host}/c")
    assert not address.is_loopback
    assert address.sslmode() == address.sslmode(allow_insecure=True) == "verify-full"


@pytest.mark.parametrize("asked", ["disable", "allow", "prefer", "require", "verify-ca"])
def test_less_proof_has_to_be_wanted_in_so_many_words(asked: str) -> None:
    address = CompanyAddress.parse(f"{SERVER}?sslmode={asked}")
    with pytest.raises(CompanyNotTrusted, match=f"sslmode={asked}.*WAYBILL_INSECURE_COMPANY=yes"):
        address.sslmode()
    assert address.sslmode(allow_insecure=True) == asked


@pytest.mark.parametrize(
    ("query", "mode"), [("sslmode=verify-full", "verify-full"), ("sslrootcert=/ca", "verify-full")]
)
def test_this_machine_may_be_asked_for_proof_too(query: str, mode: str) -> None:
    assert CompanyAddress.parse(f"postgresql://ada@localhost/c?{query}").sslmode() == mode
