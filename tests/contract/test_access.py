"""Signing in and out, and one's own account (`company.store.Access`)."""

import threading
from collections.abc import Callable

import pytest

from desktop_app.company.database import token_hash
from desktop_app.company.renewal import MemoryRenewal, new_token
from desktop_app.company.store import CompanyStore
from desktop_app.domain.clock import utc_now
from desktop_app.domain.errors import (
    AccountInactive,
    AccountLocked,
    InvalidValue,
    MustChangePassword,
    SignedOut,
    SignInRefused,
    WrongPassword,
)
from desktop_app.domain.states import Role
from tests.conftest import ADMIN, OPERATOR
from tests.contract.behind import Behind

MINUTES = 60
DAYS = 24 * 60 * MINUTES
PASSWORD = "password1"


class Pair(MemoryRenewal):
    """A renewal token that is exchanged for one and the same next one, as after an answer that was lost."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self.token, self.fresh = token, new_token()

    def exchange(self, renew: Callable[[str, str], None]) -> None:
        renew(self.token, self.fresh)


def is_signed_in(store: CompanyStore) -> bool:
    try:
        store.companies.get()
    except SignedOut:
        return False
    return True


def audited(behind: Behind) -> list[str]:
    return [entry.action for entry in reversed(behind.admin().audit.list().items)]


# Signing in


@pytest.mark.parametrize(("username", "password"), [ADMIN, OPERATOR, ("ADMIN", "admin123"), (" admin ", "admin123")])
def test_the_right_password_signs_in(behind: Behind, username: str, password: str) -> None:
    store = behind.signed_out()
    signed_in = store.access.sign_in(username, password)
    assert signed_in.company_address == behind.address
    assert signed_in.user.username == username.strip().lower()
    assert signed_in.company.company_name == "Company"
    assert signed_in.user.role is (Role.ADMIN if "admin" in username.lower() else Role.USER)
    assert store.access.resume() == signed_in


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("admin", "admin124"),
        ("admin", "ADMIN123"),
        ("admin", ""),
        ("admin", "admin123\0"),
        ("admin", " admin123"),
        ("nobody", "admin123"),
        ("", ""),
        ("admin\0", "admin123"),
        ("\udcff", "admin123"),
        ("n" * 100_000, "admin123"),
        ("admin", "operator123"),
        ("admin", "a" * 100),
        ("admin", "\udcff"),
    ],
)
def test_anything_else_does_not_and_does_not_say_which_was_wrong(behind: Behind, username: str, password: str) -> None:
    store = behind.signed_out()
    with pytest.raises(WrongPassword, match="Username and password do not match"):
        store.access.sign_in(username, password)
    assert not is_signed_in(store)
    assert len(behind.admin().audit.list().items[0].username) <= 101, "nobody fills the log with one name"


@pytest.mark.parametrize(("name", "typed"), [("Özlem", "özlem"), ("жанна", "ЖАННА"), ("李", "李"), ("a b", "A B")])
def test_a_name_is_the_same_whatever_its_case_in_any_language(behind: Behind, name: str, typed: str) -> None:
    behind.add_user(name)
    assert behind.signed_out().access.sign_in(typed, PASSWORD).user.username == name


def test_who_signs_in_takes_the_place_of_who_was_signed_in_before(behind: Behind, admin: CompanyStore) -> None:
    admin.users.add("anna", "given by admin")
    store = behind.operator()
    with pytest.raises(MustChangePassword):
        store.access.sign_in("anna", "given by admin")
    behind.age_tokens(31 * MINUTES)
    assert not is_signed_in(store), "nor does the operator come back when access runs out"


def test_a_wrong_password_leaves_who_is_signed_in(behind: Behind, store: CompanyStore) -> None:
    with pytest.raises(WrongPassword):
        store.access.sign_in("admin", "wrong password")
    assert store.access.resume().user.username == "operator"


def test_of_a_name_that_two_were_taken_over_with_each_is_who_spells_it_so(behind: Behind) -> None:
    first = behind.add_user("anna")
    second = behind.add_user("Anna", "password2", duplicate=True)
    assert behind.signed_out().access.sign_in("anna", "password1").user.id == first
    assert behind.signed_out().access.sign_in("Anna", "password2").user.id == second
    assert behind.signed_out().access.sign_in("ANNA", "password1").user.id == first


def test_a_password_of_the_longest_kind_counts_to_its_last_byte(behind: Behind) -> None:
    behind.add_user("anna", "ü" * 36)
    assert behind.signed_out().access.sign_in("anna", "ü" * 36).user.username == "anna"
    for wrong in ("ü" * 35 + "uu", "ü" * 36 + "x"):
        with pytest.raises(WrongPassword):
            behind.signed_out().access.sign_in("anna", wrong)


def test_the_last_sign_in_is_written_down(behind: Behind) -> None:
    before = utc_now()
    signed_in = behind.signed_out().access.sign_in(*OPERATOR)
    assert signed_in.user.last_login is not None
    assert before <= signed_in.user.last_login <= utc_now()


@pytest.mark.parametrize(
    "sql", ["UPDATE users SET is_active = false", "UPDATE companies SET is_active = false"], ids=["user", "company"]
)
def test_the_inactive_may_not_sign_in_nor_go_on(behind: Behind, sql: str) -> None:
    store = behind.operator()
    store.access.resume()
    behind.run(sql)
    with pytest.raises(AccountInactive):
        store.projects.list()
    with pytest.raises(AccountInactive):
        behind.signed_out().access.sign_in(*OPERATOR)
    with pytest.raises(WrongPassword):
        behind.signed_out().access.sign_in(OPERATOR[0], "wrong password")


# Going on


def test_nobody_goes_on_who_has_not_signed_in(behind: Behind) -> None:
    with pytest.raises(SignedOut):
        behind.signed_out().access.resume()


def test_a_token_that_nobody_was_given_is_refused(behind: Behind) -> None:
    for token in ("x", "", "0" * 43, new_token()):
        renewal = MemoryRenewal()
        renewal.begin("operator", token)
        assert not is_signed_in(behind.signed_out(renewal))


def test_the_kept_token_goes_on_where_the_password_began(behind: Behind) -> None:
    renewal = MemoryRenewal()
    signed_in = behind.signed_out(renewal).access.sign_in(*OPERATOR)
    assert behind.signed_out(renewal).access.resume() == signed_in


def test_only_what_tokens_hash_to_is_kept(behind: Behind) -> None:
    renewal = Pair(behind.begin_sign_in("operator"))
    behind.signed_out(renewal).access.resume()
    kept = {bytes(token) for (token,) in behind.ask("SELECT token_hash FROM renewal_tokens")}
    assert kept == {token_hash(renewal.token), token_hash(renewal.fresh)}


def test_access_renews_itself_when_it_has_run_out(behind: Behind) -> None:
    store = behind.operator()
    store.access.resume()
    behind.age_tokens(29 * MINUTES)
    store.companies.get()
    assert behind.ask("SELECT count(*) FROM renewal_tokens") == [(2,)], "within 30 minutes there is nothing to renew"
    behind.age_tokens(2 * MINUTES)
    store.companies.get()
    assert behind.ask("SELECT count(*) FROM renewal_tokens") == [(3,)]


def test_a_sign_in_lasts_as_long_as_it_is_used_every_week(behind: Behind) -> None:
    store = behind.operator()
    for _ in range(4):
        assert is_signed_in(store)
        behind.age_tokens(6 * DAYS)
    behind.age_tokens(1 * DAYS)
    assert not is_signed_in(store)


def test_threads_that_find_access_run_out_renew_it_once(behind: Behind) -> None:
    store = behind.operator()
    troubles: list[Exception] = []
    start = threading.Barrier(8)

    def use() -> None:
        start.wait()
        try:
            store.companies.get()
        except Exception as error:
            troubles.append(error)

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not troubles
    assert behind.ask("SELECT count(*) FROM renewal_tokens") == [(2,)]


def test_an_answer_that_was_lost_is_asked_for_again(behind: Behind) -> None:
    pair = Pair(behind.begin_sign_in("operator"))
    assert is_signed_in(behind.signed_out(pair))
    behind.age_tokens(50)
    again = behind.signed_out(pair)
    assert is_signed_in(again)
    assert "sign_in_replayed" not in audited(behind)


def test_a_renewal_token_that_is_used_again_later_ends_the_whole_sign_in(behind: Behind) -> None:
    pair = Pair(behind.begin_sign_in("operator"))
    store = behind.signed_out(pair)
    assert is_signed_in(store)
    behind.age_tokens(70)
    assert not is_signed_in(behind.signed_out(pair))
    assert not is_signed_in(store)
    assert audited(behind).count("sign_in_replayed") == 1


def test_a_stolen_renewal_token_ends_the_whole_sign_in_whoever_comes_second(behind: Behind) -> None:
    token = behind.begin_sign_in("operator")
    thief, owner = behind.signed_out(Pair(token)), behind.signed_out(Pair(token))
    assert is_signed_in(thief)
    assert not is_signed_in(owner)
    assert not is_signed_in(thief)
    entry = behind.admin().audit.list().items[0]
    assert (entry.action, entry.username) == ("sign_in_replayed", "operator")


def test_the_same_exchange_again_is_a_replay_once_its_token_was_used(behind: Behind) -> None:
    pair = Pair(behind.begin_sign_in("operator"))
    assert is_signed_in(behind.signed_out(pair))
    following = behind.signed_out(Pair(pair.fresh))
    assert is_signed_in(following)
    assert not is_signed_in(behind.signed_out(pair))
    assert not is_signed_in(following)


def test_the_exchange_again_for_another_token_is_a_replay(behind: Behind) -> None:
    pair = Pair(behind.begin_sign_in("operator"))
    assert is_signed_in(behind.signed_out(pair))
    pair.fresh = behind.begin_sign_in("operator")
    assert not is_signed_in(behind.signed_out(pair))
    assert "sign_in_replayed" in audited(behind)


def test_a_replay_ends_no_other_sign_in(behind: Behind) -> None:
    other, token = behind.operator(), behind.begin_sign_in("operator")
    for _ in range(2):
        is_signed_in(behind.signed_out(Pair(token)))
    assert is_signed_in(other)


# Signing out


def test_signing_out_ends_the_sign_in_with_all_its_tokens(behind: Behind) -> None:
    renewal = MemoryRenewal()
    store = behind.signed_out(renewal)
    store.access.sign_in(*OPERATOR)
    other = behind.signed_out(renewal)
    other.access.resume()
    elsewhere = behind.operator()
    store.access.sign_out()
    assert not is_signed_in(store)
    assert not is_signed_in(other)
    assert not is_signed_in(behind.signed_out(renewal))
    assert is_signed_in(elsewhere), "only this sign-in ends"


def test_who_is_signed_out_already_may_sign_out(behind: Behind) -> None:
    store = behind.signed_out()
    store.access.sign_out()
    store.access.sign_in(*OPERATOR)
    behind.age_tokens(8 * DAYS)
    store.access.sign_out()
    assert store.access.sign_in(*OPERATOR).user.username == "operator"


# Too many wrong passwords


def guess(behind: Behind, username: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(WrongPassword):
            behind.signed_out().access.sign_in(username, "wrong password")


@pytest.mark.parametrize("typed", ["anna", "ANNA", " anna "])
def test_five_wrong_passwords_lock_a_name_for_the_right_one_too(behind: Behind, typed: str) -> None:
    behind.add_user("anna")
    guess(behind, "anna", 5)
    with pytest.raises(AccountLocked, match="by itself"):
        behind.signed_out().access.sign_in(typed, PASSWORD)
    with pytest.raises(AccountLocked):
        behind.signed_out().access.change_password(typed, PASSWORD, "another password")
    assert "sign_in_locked" in audited(behind)
    behind.add_user("bert")
    behind.signed_out().access.sign_in("bert", PASSWORD)


def test_a_name_that_nobody_has_locks_as_well(behind: Behind) -> None:
    guess(behind, "nobody", 5)
    with pytest.raises(AccountLocked):
        behind.signed_out().access.sign_in("nobody", PASSWORD)


def test_a_lock_opens_once_the_wrong_passwords_are_15_minutes_old(behind: Behind) -> None:
    behind.add_user("anna")
    guess(behind, "anna", 5)
    behind.age_attempts(14 * MINUTES)
    with pytest.raises(AccountLocked):
        behind.signed_out().access.sign_in("anna", PASSWORD)
    behind.age_attempts(2 * MINUTES)
    behind.signed_out().access.sign_in("anna", PASSWORD)


def test_a_success_clears_the_count(behind: Behind) -> None:
    behind.add_user("anna")
    for _ in range(3):
        guess(behind, "anna", 4)
        behind.signed_out().access.sign_in("anna", PASSWORD)


def test_an_admins_new_password_opens_the_lock(behind: Behind) -> None:
    anna = behind.add_user("anna")
    guess(behind, "anna", 5)
    refusals = audited(behind).count("sign_in_refused")
    behind.admin().users.reset_password(anna, "given by admin")
    behind.signed_out().access.change_password("anna", "given by admin", "password of hers")
    behind.signed_out().access.sign_in("anna", "password of hers")
    assert audited(behind).count("sign_in_refused") == refusals == 5


def test_who_is_signed_in_goes_on_while_the_name_is_locked(behind: Behind) -> None:
    behind.add_user("anna")
    store = behind.as_user("anna")
    guess(behind, "anna", 5)
    assert is_signed_in(store)


# Passwords


def test_a_password_is_changed_with_the_old_one_and_all_other_sign_ins_end(behind: Behind) -> None:
    behind.add_user("anna")
    elsewhere, store = behind.as_user("anna"), behind.signed_out()
    elsewhere.access.resume()
    signed_in = store.access.change_password("Anna", PASSWORD, "password of hers")
    assert signed_in.user.username == "anna"
    assert store.access.resume() == signed_in
    assert not is_signed_in(elsewhere)
    with pytest.raises(WrongPassword):
        behind.signed_out().access.sign_in("anna", PASSWORD)
    behind.signed_out().access.sign_in("anna", "password of hers")
    entry = next(entry for entry in behind.admin().audit.list().items if entry.action == "password_changed")
    assert (entry.username, entry.object, entry.details) == ("anna", "anna", {})


def test_without_the_old_password_it_stays(behind: Behind) -> None:
    behind.add_user("anna")
    with pytest.raises(WrongPassword):
        behind.signed_out().access.change_password("anna", "wrong password", "password of hers")
    behind.signed_out().access.sign_in("anna", PASSWORD)


BAD_PASSWORDS = [("short", "at least 8"), ("p" * 73, "72"), ("password\udcff", "Unicode"), ("password\0", "Unicode")]


@pytest.mark.parametrize(("new", "why"), [*BAD_PASSWORDS, ("Anna Lena", "username"), (PASSWORD, "you have")])
def test_a_new_password_that_breaks_a_rule_is_refused(behind: Behind, new: str, why: str) -> None:
    behind.add_user("anna lena")
    store = behind.as_user("anna lena")
    with pytest.raises(InvalidValue, match=why) as refused:
        behind.signed_out().access.change_password("anna lena", PASSWORD, new)
    assert refused.value.field == "password"
    assert is_signed_in(store)


def test_a_password_that_an_admin_gave_is_changed_before_anything_else(behind: Behind, admin: CompanyStore) -> None:
    admin.users.add("anna", "given by admin")
    store = behind.signed_out()
    with pytest.raises(MustChangePassword):
        store.access.sign_in("anna", "given by admin")
    for call in (store.projects.list, store.users.list, store.access.resume, store.companies.get):
        with pytest.raises(SignInRefused):
            call()
    signed_in = store.access.change_password("anna", "given by admin", "password of hers")
    assert signed_in.user.must_change_password is False
    assert is_signed_in(store)
    behind.signed_out().access.sign_in("anna", "password of hers")


@pytest.mark.parametrize("table", ["users", "companies"])
def test_the_inactive_cannot_change_their_password_nor_begin_a_sign_in(behind: Behind, table: str) -> None:
    behind.add_user("anna")
    behind.run(f"UPDATE {table} SET is_active = false")  # noqa: S608
    with pytest.raises(AccountInactive):
        behind.signed_out().access.change_password("anna", PASSWORD, "password of hers")
    with pytest.raises(AccountInactive):
        behind.signed_out().access.sign_in("anna", PASSWORD)
    assert behind.ask("SELECT count(*) FROM sign_ins") == [(0,)]
    behind.run(f"UPDATE {table} SET is_active = true")  # noqa: S608
    behind.signed_out().access.sign_in("anna", PASSWORD)


# One's own account


def test_everybody_changes_their_own_name_and_address(store: CompanyStore) -> None:
    changed = store.access.update_profile(full_name=" Olga O. ", email="olga@example.com")
    assert (changed.full_name, changed.email) == ("Olga O.", "olga@example.com")
    assert store.access.resume().user == changed
    assert store.access.update_profile(full_name="", email="").email == ""


@pytest.mark.parametrize("email", ["olga", "olga@", "@example.com", "a b@example.com", "a@b@c", "a@b\udcff", "a@b\0"])
def test_an_address_that_is_none_is_refused(store: CompanyStore, email: str) -> None:
    before = store.access.resume()
    with pytest.raises(InvalidValue) as refused:
        store.access.update_profile(full_name="Olga", email=email)
    assert refused.value.field == "email"
    assert store.access.resume() == before
