"""One tree of errors, each with what a person can read and do.

Foreign errors (botocore, sqlite3, SQLAlchemy, OSError) are translated into these once, where they enter, with ``from``.
"""

import re
from enum import StrEnum
from typing import ClassVar, Self


class Mender(StrEnum):
    """Who can mend it."""

    YOU = "you"
    ADMIN = "your admin"
    NOBODY = "nobody: a bug"


class WaybillError(Exception):
    """What happened, to what, why, what was kept, and who can do what next.

    ``title`` is a few words, ``str(error)`` whole sentences, ``code`` a stable name for records and scripts.
    """

    title: ClassVar[str] = "Something went wrong"
    mender: ClassVar[Mender] = Mender.YOU
    can_retry: ClassVar[bool] = False
    """Whether the same thing tried again, with nothing changed, may work."""
    exit_status: ClassVar[int] = 2
    code: ClassVar[str] = "waybill_error"

    def __init_subclass__(cls) -> None:
        cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


def kind_of(code: str) -> type[WaybillError] | None:
    """The error with this `WaybillError.code`; None for none of ours."""
    kinds: list[type[WaybillError]] = [WaybillError]
    while kinds:
        kind = kinds.pop()
        if kind.code == code:
            return kind
        kinds += kind.__subclasses__()
    return None


def title_of(code: str) -> str:
    """The title of the error with this `WaybillError.code`; empty for none of ours."""
    kind = kind_of(code)
    return kind.title if kind is not None else ""


class Bug(WaybillError):
    """We have a mistake: the one branch nobody but us can mend."""

    title = "Waybill made a mistake"
    mender = Mender.NOBODY
    exit_status = 1

    @classmethod
    def of(cls, error: BaseException) -> Self:
        """What an exception that nobody expected is for a person; the exception itself is its cause."""
        bug = cls(
            f"Waybill made a mistake ({type(error).__name__}: {error}). What was sent is kept. "
            "Please send the log to those who make Waybill."
        )
        bug.__cause__ = error
        return bug


# What a person gave us


class InvalidValue(WaybillError):
    """A value that breaks a rule; ``field`` names the column it was meant for."""

    title = "That will not do"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class NotFound(WaybillError):
    """A thing that does not exist for this person."""

    title = "Not found"


class Conflict(WaybillError):
    """Something of that name is there already."""

    title = "Already there"


class NotAllowed(WaybillError):
    """The person's role does not include this."""

    title = "Not allowed"
    mender = Mender.ADMIN


class NotPossibleNow(WaybillError):
    """A step that the present status does not allow."""

    title = "Not possible now"


class EmptyFolder(WaybillError):
    """Nothing to send."""

    title = "Nothing to send"


class FolderVanished(WaybillError):
    """The dropped folder is not there, or may not be opened."""

    title = "Folder not found"


# Signing in


class SignInRefused(WaybillError):
    """The company does not let this person in."""

    title = "Sign-in refused"
    exit_status = 3


class WrongPassword(SignInRefused):
    """Name and password do not match; which of the two is not told."""

    title = "Wrong username or password"


class AccountInactive(SignInRefused):
    """The user or the company has been deactivated."""

    title = "Account not active"
    mender = Mender.ADMIN


class AccountLocked(SignInRefused):
    """Too many wrong passwords; it opens again by itself."""

    title = "Account locked for a while"


class MustChangePassword(SignInRefused):
    """The password was given by an admin; nothing else is possible before it is changed."""

    title = "Choose a new password"


class SignedOut(SignInRefused):
    """The token has ended or was revoked."""

    title = "Signed out"


class KeychainUnusable(WaybillError):
    """There is no safe place for the token."""

    title = "No safe keychain"


# The company


class CompanyError(WaybillError):
    """The company store did not do what was asked."""

    title = "Company problem"
    exit_status = 4


class CompanyUnreachable(CompanyError):
    """The company store is away; uploads go on without it."""

    title = "Company not reachable"
    can_retry = True


class UnknownCompany(CompanyError):
    """The address leads to no company."""

    title = "No company at this address"


class CompanyOutdated(CompanyError):
    """The company's schema is not the one this program knows."""

    title = "Company needs an upgrade"
    mender = Mender.ADMIN


class CompanyPasswordNeeded(CompanyError):
    """The database's login has a password, and none was given or the given one is refused."""

    title = "Company password needed"
    exit_status = 3


class CompanyPasswordChanged(CompanyPasswordNeeded):
    """The database's login no longer has the password that was good here."""

    title = "Company password changed"


class CompanyNotTrusted(CompanyError):
    """The connection would not be safe: no TLS, or a certificate that does not prove the host."""

    title = "Connection is not safe"
    mender = Mender.ADMIN


class DeliveryRefused(CompanyError):
    """A record that the company will never take; set aside and shown, and what is behind it goes on."""

    title = "Record refused by the company"
    mender = Mender.ADMIN


class TakenOver(DeliveryRefused):
    """Another workstation holds the upload session since; this one stops sending it."""

    title = "Taken over"


# The storage


class StorageError(WaybillError):
    """The storage did not do what was asked. ``stops_run``: the next file would meet the same, if a check does too."""

    title = "Storage problem"
    exit_status = 1
    stops_run: ClassVar[bool] = False


class StorageUnreachable(StorageError):
    """No answer from the endpoint."""

    title = "Storage not reachable"
    can_retry = True
    exit_status = 4
    stops_run = True


class StorageNotTrusted(StorageError):
    """The endpoint cannot prove that it is the one that is meant."""

    title = "Storage is not trusted"
    mender = Mender.ADMIN
    exit_status = 4
    stops_run = True


class StorageBusy(StorageError):
    """SlowDown, 429, 503, an internal error: the same request may work later."""

    title = "Storage is busy"
    can_retry = True
    stops_run = True


class BucketMissing(StorageError):
    """The project's bucket does not exist."""

    title = "Bucket not found"
    mender = Mender.ADMIN
    exit_status = 4
    stops_run = True


class AccessRefused(StorageError):
    """The credentials may not do this."""

    title = "No permission"
    mender = Mender.ADMIN
    exit_status = 4
    stops_run = True


class CredentialsMissing(StorageError):
    """No credentials were found, or they are no longer accepted."""

    title = "No valid AWS credentials"
    exit_status = 4
    stops_run = True


class ClockOff(StorageError):
    """The workstation's clock differs by more than S3 allows."""

    title = "Clock is off"
    exit_status = 4
    stops_run = True


class ChecksumRefused(StorageError):
    """The bytes that arrived are not the bytes that were sent."""

    title = "Damaged on the way"
    can_retry = True


class ChecksumUnknown(StorageError):
    """The storage does not take requests with the project's kind of checksum."""

    title = "Storage does not know this checksum"
    mender = Mender.ADMIN
    exit_status = 4


class Unconfirmed(StorageError):
    """The storage's answer does not say what it has."""

    title = "Not confirmed"
    can_retry = True


class UploadGone(StorageError):
    """The storage no longer knows the multipart upload; the file starts anew."""

    title = "Upload was dropped by the storage"
    can_retry = True


class ObjectExists(StorageError):
    """The project never overwrites, and the key is taken."""

    title = "Already in the bucket"


class RequestRefused(StorageError):
    """Any other refusal, in the storage's own words."""

    title = "Refused by the storage"


# One file


class FileProblem(WaybillError):
    """One file cannot be sent; the others go on."""

    title = "File problem"
    exit_status = 1


class FileUnreadable(FileProblem):
    """The system does not let us read it."""

    title = "Cannot be read"


class FileVanished(FileProblem):
    """It was there when the folder was scanned."""

    title = "File is gone"


class FileChanged(FileProblem):
    """It changed while it was read, so what was sent is nobody's file."""

    title = "Changed while it was read"
    can_retry = True


class NotAFile(FileProblem):
    """A socket, a device or a pipe."""

    title = "Not a file"


class NotHere(FileProblem):
    """A cloud's placeholder: the file's bytes are elsewhere."""

    title = "Not on this computer"


class LinkBroken(FileProblem):
    """A link that leads nowhere or in a circle."""

    title = "Broken link"


class NameNotUnicode(FileProblem):
    """S3 takes UTF-8 names only."""

    title = "Name is not Unicode"


class NamesCollide(FileProblem):
    """Two names that are one key in S3."""

    title = "Names collide"


class NameTaken(FileProblem):
    """Another folder's file is there; sending would lose it."""

    title = "Name is taken"


class NameTooLong(FileProblem):
    """The key is over S3's 1,024 bytes."""

    title = "Name too long"


class FileTooLarge(FileProblem):
    """Over S3's 5 TiB."""

    title = "File too large"


# The workstation


class JournalError(WaybillError):
    """The journal cannot be read or written."""

    title = "Journal problem"
    exit_status = 1


class JournalFull(JournalError):
    """No room on the journal's disk."""

    title = "Disk is full"


class JournalDamaged(JournalError):
    """The journal's file is not what SQLite wrote."""

    title = "Journal is damaged"


class JournalTooNew(JournalError):
    """Written by a later Waybill."""

    title = "Journal is from a newer Waybill"


class UploadBusy(WaybillError):
    """Another process of this workstation sends this upload session."""

    title = "Already running"


class SettingsDamaged(WaybillError):
    """What is set for the whole computer cannot be read or used."""

    title = "Settings of this computer cannot be used"
    mender = Mender.ADMIN


class SetByIT(WaybillError):
    """Whoever looks after the computer has set it to another value, and it cannot be changed."""

    title = "Set by your IT"
    mender = Mender.ADMIN


class UpdateError(WaybillError):
    """A new version cannot be fetched; the one that runs goes on."""

    title = "Update not possible"
    exit_status = 1


class UpdatesUnreachable(UpdateError):
    """No answer from where new versions are told of, or not in time."""

    title = "Updates not reachable"
    can_retry = True
    exit_status = 4


class UpdateRefused(UpdateError):
    """What was fetched is not what was signed, or is out of date; nothing of it is kept."""

    title = "Update refused"
    mender = Mender.ADMIN


class ReceiptNotSaved(WaybillError):
    """A receipt cannot be written where it was asked for."""

    title = "Receipt not saved"


class BundleNotSaved(WaybillError):
    """A support bundle cannot be written where somebody wants it."""

    title = "Support bundle not saved"


class DemoUnavailable(WaybillError):
    """The demo's storage cannot be started."""

    title = "Demo not available"
