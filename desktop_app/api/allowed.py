"""What of this server a company's jobs may use: folders below roots, and AWS profiles, by the operator's word."""

from pathlib import Path

from desktop_app.api.config import CompanyServed
from desktop_app.company.store import CompanyStore
from desktop_app.domain.company import Cycle, Destination
from desktop_app.domain.errors import NotAllowed, NotPossibleNow
from desktop_app.domain.names import raw_form, text_form
from desktop_app.domain.uploads import CompanySession


def check_job(company: CompanyServed, session: CompanySession, store: CompanyStore) -> None:
    """See that an upload session is one that this server may send, as whoever has the store sees it.

    Raises:
        NotAllowed: it is not.
        NotPossibleNow: it is an earlier system's.
    """
    if session.cycle_id is None:
        raise NotPossibleNow("This upload is an earlier system's: it has no cycle to go on with.")
    check_folder(company, session.local_directory)
    check_profile(company, session.options.aws_profile)
    cycle = store.cycles.get(session.cycle_id)
    check_prefix(session, cycle)
    check_endpoint(company, store.projects.get(cycle.project_id).destination)


def check_folder(company: CompanyServed, local_directory: str) -> None:
    """See that a folder lies below one of the company's roots, wherever links in it lead.

    Raises:
        NotAllowed: it does not, or the company has none.
    """
    folder = Path(text_to_path(local_directory))
    below = any(folder.resolve().is_relative_to(root.resolve()) for root in company.roots)
    if not (folder.is_absolute() and below):
        raise NotAllowed(
            f"The server may not send {text_form(raw_form(local_directory))} for this company. Whoever runs the server "
            "names the folders that it may send (roots)."
        )


def check_profile(company: CompanyServed, aws_profile: str | None) -> None:
    """See that an AWS profile, or the server's own credentials where there is none, may be used; raises NotAllowed."""
    if aws_profile is None and not company.usual_credentials:
        raise NotAllowed(
            "The server's own AWS credentials are not for this company's jobs. Name one of its profiles (aws_profile)."
        )
    if aws_profile is not None and aws_profile not in company.aws_profiles:
        raise NotAllowed(f"The AWS profile {aws_profile} of the server is not for this company's jobs.")


def check_prefix(session: CompanySession, cycle: Cycle) -> None:
    """See that a job sends to its cycle: what a record says of a prefix is its maker's word, and may be another's."""
    if session.s3_prefix != cycle.s3_prefix:
        raise NotAllowed(
            f"The record of this upload has the prefix {session.s3_prefix}, and its cycle {cycle.s3_prefix}. Make "
            "another upload session."
        )


def check_endpoint(company: CompanyServed, destination: Destination) -> None:
    """See that a bucket is at AWS, or where the operator knows: else anybody has this server speak to what is near it.

    Raises:
        NotAllowed: it is not.
    """
    known = {_plain(endpoint) for endpoint in company.endpoints}
    if destination.endpoint_url is not None and _plain(destination.endpoint_url) not in known:
        raise NotAllowed(
            f"The server sends to {destination.endpoint_url} for nobody of this company. Whoever runs it names the "
            "storage that it may send to beside Amazon S3 (endpoints)."
        )


def _plain(endpoint_url: str) -> str:
    """An endpoint's address in one spelling, as the database compares it."""
    return endpoint_url.rstrip("/").lower()


def text_to_path(local_directory: str) -> str:
    """A folder's text form as the system takes it."""
    return raw_form(local_directory).decode("utf-8", "surrogateescape")
