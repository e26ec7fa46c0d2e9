"""A company over HTTP, as one person sees it: the same parts as in SQL."""

from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.http.access import HttpAccess
from desktop_app.company.http.client import Client
from desktop_app.company.http.directory import HttpAuditLog, HttpCompanies, HttpCycles, HttpProjects, HttpUsers
from desktop_app.company.http.uploads import HttpStatistics, HttpUploads
from desktop_app.company.renewal import MemoryRenewal
from desktop_app.company.store import RenewalTokens


class HttpCompanyStore:
    """`CompanyStore` over a server's API. Without a place for renewal tokens the sign-in ends with this store."""

    def __init__(
        self, address: CompanyAddress, renewal: RenewalTokens | None = None, *, allow_insecure: bool = False
    ) -> None:
        self._client = Client(address, renewal or MemoryRenewal(), allow_insecure=allow_insecure)
        self.access = HttpAccess(self._client)
        self.companies = HttpCompanies(self._client)
        self.users = HttpUsers(self._client)
        self.projects = HttpProjects(self._client)
        self.cycles = HttpCycles(self._client)
        self.uploads = HttpUploads(self._client)
        self.statistics = HttpStatistics(self._client)
        self.audit = HttpAuditLog(self._client)

    def close(self) -> None:
        """See `CompanyStore.close`."""
        self._client.close()


def open_server(
    address: CompanyAddress, renewal: RenewalTokens | None = None, *, allow_insecure: bool = False
) -> HttpCompanyStore:
    """A company whose server has answered.

    Raises:
        UnknownCompany: no Waybill answers at the address.
        CompanyNotTrusted, CompanyUnreachable: it cannot be asked.
    """
    store = HttpCompanyStore(address, renewal, allow_insecure=allow_insecure)
    try:
        store._client.check()
    except BaseException:
        store.close()
        raise
    return store
