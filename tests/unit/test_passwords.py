"""What can be a password, and how it is kept (`company.passwords`)."""

import bcrypt
import pytest

from desktop_app.company import passwords
from desktop_app.domain.errors import InvalidValue


def test_a_hash_is_one_that_pgcrypto_knows_and_that_costs_what_is_said() -> None:
    hashed = passwords.hash_password("correct horse")
    assert hashed.startswith("$2a$12$")
    assert passwords.matches("correct horse", hashed)
    assert not passwords.matches("correct horsf", hashed)


def test_nobody_has_a_password_and_finding_out_costs_as_much(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    def check(secret: bytes, hashed: bytes) -> bool:
        asked.append(hashed)
        return real(secret, hashed)

    real = bcrypt.checkpw
    monkeypatch.setattr(bcrypt, "checkpw", check)
    assert not passwords.matches("correct horse", None)
    (hashed,) = asked
    assert hashed.startswith(b"$2a$12$")
    assert len(hashed) == 60


@pytest.mark.parametrize(
    "password", ["eight888", "p" * 72, "ü" * 36, " leading and trailing ", "密碼密碼密碼密碼", "\u200d" * 8]
)
def test_a_new_password_may_be_any_text_of_8_characters_and_up_to_72_bytes(password: str) -> None:
    passwords.check(password, "anna")


@pytest.mark.parametrize("password", ["", "seven77", "p" * 73, "ü" * 37, "nul\0nul\0", "surrogate\ud800", "AnnaLena"])
def test_what_no_new_password_can_be(password: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        passwords.check(password, " annalena ")
    assert refused.value.field == "password"


@pytest.mark.parametrize("password", ["admin123", "ADMIN123", "operator123"])
def test_what_everybody_knows_from_the_demo_is_refused_where_it_is_asked_for(password: str) -> None:
    passwords.check(password, "anna")
    with pytest.raises(InvalidValue, match="demo"):
        passwords.refuse_well_known(password)
