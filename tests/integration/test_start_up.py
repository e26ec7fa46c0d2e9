"""What a command imports: each of these takes from a twentieth to a third of a second before the first byte leaves."""

from pathlib import Path

import pytest

from tests.integration.command_line import TO, CommandLine


def imported(waybill: CommandLine, *arguments: str | Path) -> set[str]:
    """The packages that a command had imported when it ended well."""
    done = waybill.run(*arguments, environment={"PYTHONPROFILEIMPORTTIME": "1"})
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    assert done.returncode == 0, done.stderr
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.usefixtures("survey")
def test_an_upload_to_a_company_in_a_file_imports_only_what_it_uses(waybill: CommandLine, folder: Path) -> None:
    packages = imported(waybill, "upload", folder, *TO)
    assert {"sqlalchemy", "boto3"} <= packages
    assert packages & {"alembic", "psycopg", "keyring", "secretstorage", "httpx", "fastapi", "moto", "PySide6"} == set()


def test_help_imports_neither_the_database_nor_the_storage(waybill: CommandLine) -> None:
    assert imported(waybill, "--help") & {"sqlalchemy", "alembic", "psycopg", "boto3", "keyring", "PySide6"} == set()
