import os
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.errors import InvalidValue, NameNotUnicode, NameTooLong
from desktop_app.domain.names import (
    MAX_KEY_BYTES,
    clean_prefix,
    default_prefix,
    folded,
    is_inside,
    object_key,
    prefixes_overlap,
    printable,
    raw_form,
    text_form,
    told_apart,
)
from desktop_app.engine import confinement
from desktop_app.services.locks import hold
from tests.conftest import write_file

tricky = st.lists(
    st.sampled_from(
        [b"\\", b"\\\\", b"x", b"\\xff", b"\xff", b"\x80", b"\xc2\x80", b"\xed\xb2\x80", b"\n", b"u0080", b"/"]
    )
    | st.binary(max_size=3)
).map(b"".join)


@given(tricky, tricky)
def test_two_paths_never_share_a_text_form(one: bytes, other: bytes) -> None:
    assert (text_form(one) == text_form(other)) is (one == other)


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_a_text_form_tells_the_path(raw: bytes) -> None:
    assert raw_form(text_form(raw)) == raw


@given(tricky)
def test_a_text_form_can_be_printed_and_stored_anywhere(raw: bytes) -> None:
    text = text_form(raw)
    text.encode()
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in text)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"plain/name.txt", "plain/name.txt"),
        ("Grün 😀 調査".encode(), "Grün 😀 調査"),
        (b"caf\xe9", r"caf\xe9"),
        (b"line\nbreak", r"line\x0abreak"),
        (b"back\\slash", r"back\\slash"),
        (b"\xc2\x85", r"\u0085"),
        (b"\xed\xa0\x80", r"\xed\xa0\x80"),
    ],
)
def test_a_text_form_shows_what_cannot_be_printed(raw: bytes, text: str) -> None:
    assert text_form(raw) == text


def test_a_key_is_the_prefix_and_the_path_in_nfc() -> None:
    assert object_key("cycle-001/", b"sub/Cafe\xcc\x81") == "cycle-001/sub/Caf\u00e9"


def test_a_key_of_1024_bytes_is_taken_and_one_more_is_not() -> None:
    prefix = "cycle-001/"
    longest = "é" * ((MAX_KEY_BYTES - len(prefix)) // 2)
    assert len(object_key(prefix, longest.encode()).encode()) == MAX_KEY_BYTES
    with pytest.raises(
        NameTooLong, match=r"^The key would be 1,025 bytes, and S3 takes at most 1,024\. Shorten the path or prefix\.$"
    ):
        object_key(prefix, longest.encode() + b"x")


def test_the_length_of_a_key_is_that_of_what_is_sent() -> None:
    decomposed = "e\u0301" * 500
    assert len(decomposed.encode()) > MAX_KEY_BYTES
    assert object_key("", decomposed.encode()) == "\u00e9" * 500


def test_a_name_that_is_not_utf8_has_no_key_and_the_message_shows_it() -> None:
    with pytest.raises(
        NameNotUnicode, match=r"^The name caf\\xe9 is not valid UTF-8, and S3 takes no other\. Rename it"
    ):
        object_key("cycle-001/", b"caf\xe9")


@given(st.binary(max_size=20), st.binary(max_size=20))
def test_names_fold_together_just_when_their_keys_are_the_same(one: bytes, other: bytes) -> None:
    try:
        same = object_key("p/", one) == object_key("p/", other)
    except NameNotUnicode:
        return
    assert (folded(one) == folded(other)) is same


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("a", "a/"),
        ("a/b/", "a/b/"),
        (" a/ ", "a/"),
        ("Cafe\u0301/", "Caf\u00e9/"),
        ("a b/ü", "a b/ü/"),
        ("...", ".../"),
    ],
)
def test_a_prefix_ends_in_a_slash_and_is_nfc(given: str, clean: str) -> None:
    assert clean_prefix(given) == clean


@pytest.mark.parametrize(
    "prefix", ["", "/", "/a/", "a//b", "a/./b", "..", "a/../b/", "a\nb", "a\\b", "a\x7f", "a" * 512]
)
def test_a_prefix_that_would_confuse_is_refused(prefix: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        clean_prefix(prefix)
    assert refused.value.field == "s3_prefix"


def test_a_prefix_of_512_bytes_is_taken() -> None:
    assert len(clean_prefix("a" * 511)) == 512


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [("a/", "a/", True), ("a/", "a/b/", True), ("a/b/", "a/", True), ("a/", "ab/", False), ("a/b/", "a/c/", False)],
)
def test_prefixes_overlap_when_one_holds_the_other(one: str, other: str, overlap: bool) -> None:
    assert prefixes_overlap(one, other) is overlap


def test_the_default_prefix_sorts_by_number() -> None:
    assert [default_prefix(number) for number in (1, 42, 1234)] == ["cycle-001/", "cycle-042/", "cycle-1234/"]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Küste \U0001f30a", "Küste \U0001f30a"),
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("one\ntwo\tthree\r", "one two\\x09three\\x0d"),
        ("invoice\u202egpj.exe", "invoice\\u202egpj.exe"),
        ("C:\\folder", "C:\\folder"),
    ],
)
def test_what_others_wrote_does_nothing_to_a_terminal(text: str, printed: str) -> None:
    assert printable(text) == printed


def test_names_that_look_alike_are_told_apart_by_the_letters_that_differ() -> None:
    composed, apart = "調査/Ünï/café", "調査/Ünï/cafe\u0301"
    assert told_apart([composed.encode(), apart.encode()]) == r"調査/Ünï/caf\xe9 and 調査/Ünï/cafe\u0301"
    assert told_apart(["\ud55c".encode(), "\u1112\u1161\u11ab".encode()]) == r"\ud55c and \u1112\u1161\u11ab"
    twice = ["é é".encode(), "e\u0301 e\u0301".encode()]
    assert told_apart(twice) == r"\xe9 \xe9 and e\u0301 e\u0301"


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        (b"a", True),
        (b"a/b.raw", True),
        (b"..a/b..", True),
        (b"..", False),
        (b"../a", False),
        (b"a/../../b", False),
        (b"/etc/passwd", False),
        (b"a//b", False),
        (b"./a", False),
        (b"", False),
        (b"a\0b", False),
    ],
)
def test_what_lies_inside_of_a_folder(path: bytes, inside: bool) -> None:
    assert is_inside(path) is inside


@pytest.mark.parametrize("client_uuid", ["../elsewhere", "/elsewhere", "a" * 300, "a\0b", ""])
def test_whatever_an_upload_is_called_its_lock_is_among_the_locks(tmp_path: Path, client_uuid: str) -> None:
    locks = tmp_path / "locks"
    hold(locks, client_uuid, "This upload").release()
    assert [one.name for one in tmp_path.iterdir()] == ["locks"]


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells where an open file lies")
def test_what_was_opened_is_judged_whatever_its_name_leads_to_since(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confinement, "_roots", None)
    root = tmp_path / "root"
    write_file(root / "mine", 10)
    write_file(tmp_path / "outside", 10)
    name = root / "name"
    name.symlink_to(tmp_path / "outside")
    descriptor = os.open(name, os.O_RDONLY)
    try:
        confinement.check_opened(descriptor, bytes(name))
        confinement.confine([root])
        name.unlink()
        name.symlink_to(root / "mine")
        confinement.check_name(bytes(name))
        with pytest.raises(PermissionError):
            confinement.check_opened(descriptor, bytes(name))
    finally:
        os.close(descriptor)
    with pytest.raises(PermissionError):
        confinement.check_name(bytes(tmp_path / "root2"))
