"""What of this server a company's jobs may use: folders below roots, and AWS profiles, by the operator's word."""

from pathlib import Path

from desktop_app.api.config import CompanyServed
from desktop_app.domain.errors import NotAllowed
from desktop_app.domain.names import raw_form, text_form


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


def text_to_path(local_directory: str) -> str:
    """A folder's text form as the system takes it."""
    return raw_form(local_directory).decode("utf-8", "surrogateescape")
