"""The company itself (`company.store.Companies`)."""

from typing import Any

import pytest

from desktop_app.company.store import CompanyStore
from desktop_app.domain.errors import InvalidValue, NotAllowed
from tests.contract.behind import Behind
from tests.contract.samples import CONTROLS


def test_everybody_reads_it(store: CompanyStore) -> None:
    company = store.companies.get()
    assert (company.company_name, company.company_code, company.contact_email) == ("Company", "C", "")
    assert store.access.resume().company == company


def test_an_admin_changes_name_and_address(behind: Behind, admin: CompanyStore, store: CompanyStore) -> None:
    other = behind.add_company("Other")
    changed = admin.companies.update(company_name=" Étude ", contact_email="us@example.com")
    assert (changed.company_name, changed.contact_email) == ("Étude", "us@example.com")
    assert admin.companies.update(contact_email="").contact_email == ""
    assert store.companies.get().company_name == "Étude"
    assert behind.ask("SELECT company_name FROM companies WHERE id = :id", id=other) == [("Other",)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("company_name", name) for name in ("", " ", "\udcff", *CONTROLS)),
        *(("contact_email", address) for address in ("nobody", "us\x7f@example.com")),
    ],
)
def test_a_change_that_breaks_a_rule_is_refused(admin: CompanyStore, field: str, value: Any) -> None:
    before = admin.companies.get()
    with pytest.raises(InvalidValue) as refused:
        admin.companies.update(**{field: value})
    assert refused.value.field == field
    assert admin.companies.get() == before


@pytest.mark.parametrize("change", [{"company_name": "Mine"}, {"contact_email": "me@example.com"}])
def test_changing_it_is_for_admins(store: CompanyStore, change: Any) -> None:
    before = store.companies.get()
    with pytest.raises(NotAllowed, match="admin"):
        store.companies.update(**change)
    assert store.companies.get() == before
