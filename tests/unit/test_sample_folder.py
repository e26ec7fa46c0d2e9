import hashlib
import sys
import unicodedata
from pathlib import Path

import pytest

from desktop_app.domain.names import object_key
from desktop_app.services import sample_folder
from desktop_app.services.sample_folder import LARGE_FILE_BYTES, SampleFolder, make_sample_folder

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows holds fewer names")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleFolder:
    return make_sample_folder(tmp_path_factory.mktemp("sample"))


def files_of(sample: SampleFolder) -> dict[str, Path]:
    return {path.relative_to(sample.path).as_posix(): path for path in sample.path.rglob("*") if path.is_file()}


def test_counts_what_it_made(sample: SampleFolder) -> None:
    files = files_of(sample)
    assert sample.files == len(files)
    assert sample.bytes == sum(path.stat().st_size for path in files.values())


@posix_only
def test_holds_a_few_hundred_files_of_all_sizes(sample: SampleFolder) -> None:
    sizes = sorted(path.stat().st_size for path in files_of(sample).values())
    assert 300 <= len(sizes) <= 400
    assert sizes[0] == 0
    assert sizes[-1] == LARGE_FILE_BYTES
    assert sizes[-2] <= 200 * 1024


@posix_only
def test_leaves_no_name_out_on_a_system_that_holds_them_all(sample: SampleFolder) -> None:
    assert set(files_of(sample)) == {name for name, _ in sample_folder._layout()}


def test_every_file_has_a_key_of_its_own(sample: SampleFolder) -> None:
    assert len({object_key("p" * 200 + "/", name.encode()) for name in files_of(sample)}) == sample.files


def test_names_differ_by_more_than_letter_case(sample: SampleFolder) -> None:
    assert len({unicodedata.normalize("NFC", name).casefold() for name in files_of(sample)}) == sample.files


def test_is_the_same_every_time(sample: SampleFolder, tmp_path: Path) -> None:
    again = make_sample_folder(tmp_path)
    assert digests(again) == digests(sample)


def test_may_be_made_again_in_the_same_place(tmp_path: Path) -> None:
    assert make_sample_folder(tmp_path) == make_sample_folder(tmp_path)


@pytest.mark.parametrize(
    "name", ["a?b", "a:b", "dir /x", "dir./x", "x.", "CON", "nul.txt", "Lpt1", "a\\b", "line\nbreak", "d/" * 120 + "x"]
)
def test_windows_does_not_hold(name: str) -> None:
    assert not sample_folder._windows_holds(Path("/survey") / name, name)


@pytest.mark.parametrize("name", [" leading", ".hidden", "conference", "a+b%20#&.txt", "-rf", "調査/記録.txt"])
def test_windows_holds(name: str) -> None:
    assert sample_folder._windows_holds(Path("/survey") / name, name)


@posix_only
def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "Survey 2026").write_text("in the way")
    with pytest.raises(OSError, match="Survey 2026"):
        make_sample_folder(tmp_path)


def digests(sample: SampleFolder) -> dict[str, str]:
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files_of(sample).items()}
