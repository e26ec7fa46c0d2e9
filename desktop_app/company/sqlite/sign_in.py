"""What PostgreSQL's functions do when somebody signs in (migrations/sql), in Python for SQLite: the same steps."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session, undefer

from desktop_app.company import rows
from desktop_app.company.database import token_hash
from desktop_app.company.gate import TokenHashes
from desktop_app.company.passwords import hash_password, matches
from desktop_app.company.refusals import Verdict, refusal, told
from desktop_app.company.renewal import new_token
from desktop_app.company.scope import ScopedSession
from desktop_app.company.sqlite.rules import end_sign_ins
from desktop_app.company.tables import (
    AccessTokenRow,
    AuditRow,
    CompanyRow,
    RenewalTokenRow,
    SignInAttemptRow,
    SignInRow,
    UserRow,
)
from desktop_app.domain.clock import utc_now
from desktop_app.domain.company import Company, User
from desktop_app.domain.errors import SignInRefused

ACCESS_LASTS = timedelta(minutes=30)
RENEWAL_LASTS = timedelta(days=7)
DELEGATION_LASTS = timedelta(days=30)
ANSWER_LOST_WITHIN = timedelta(seconds=60)
LOCKED_FOR = timedelta(minutes=15)
FAILURES_THAT_LOCK = 5
ATTEMPTS_KEPT = timedelta(days=1)
_TOLD: Mapping[Verdict, str] = {Verdict.OK: "sign_in_granted", Verdict.LOCKED: "sign_in_locked"}


def attempt(db: Session, username: str, password: str) -> str:
    """See `Gate.attempt`."""
    # Of several since they were taken over, the one that is spelled just so.
    user = db.scalar(
        select(UserRow)
        .options(undefer(UserRow.password_hash))
        .where(func.lower(UserRow.username) == func.lower(username))
        .order_by((UserRow.username == username).desc(), UserRow.duplicate, UserRow.id)
        .limit(1)
    )
    right = matches(password, user.password_hash if user else None)
    token = new_token()
    db.add(
        SignInAttemptRow(
            name_key=username.lower(),
            name=username,
            attempt_hash=token_hash(token),
            ok=right,
            user_id=user.id if user else None,
        )
    )
    return token


def confirm(db: Session, attempt: str, tokens: TokenHashes) -> SignInRefused | None:
    """See `Gate.confirm`."""
    verdict, user = _verdict(db, attempt)
    if user is not None:
        _begin_sign_in(db, user, tokens)
    return refusal(verdict)


def change_password(db: Session, attempt: str, new: str, tokens: TokenHashes) -> SignInRefused | None:
    """See `Gate.change_password`."""
    verdict, user = _verdict(db, attempt)
    if user is not None:
        end_sign_ins(db, user.id)
        user.password_hash = hash_password(new)
        user.must_change_password = False
        _begin_sign_in(db, user, tokens)
        db.add(_note_of(user, "password_changed"))
    return refusal(verdict)


def forget_attempts(db: Session, username: str) -> None:
    """A name is locked no more; what began a sign-in stays."""
    of_name = SignInAttemptRow.name_key == username.lower()
    for row in db.scalars(select(SignInAttemptRow).where(of_name, SignInAttemptRow.confirmed.is_(False))):
        db.delete(row)


def renew(db: Session, renewal_token: str, tokens: TokenHashes) -> SignInRefused | None:
    """See `Gate.renew`."""
    now = utc_now()
    found = db.execute(
        select(RenewalTokenRow, SignInRow, UserRow, CompanyRow)
        .join(SignInRow, SignInRow.id == RenewalTokenRow.sign_in_id)
        .join(UserRow, UserRow.id == SignInRow.user_id)
        .join(CompanyRow, CompanyRow.id == UserRow.company_id)
        .where(RenewalTokenRow.token_hash == token_hash(renewal_token), RenewalTokenRow.expires_at > now)
    ).one_or_none()
    if found is None:
        return refusal(Verdict.SIGNED_OUT)
    token, sign_in, user, company = found
    if (verdict := _standing(sign_in, user, company)) is not Verdict.OK:
        return refusal(verdict)
    if token.used_at is not None and not _is_repeated(db, token, tokens, now):
        sign_in.ended_at = now
        db.add(_note_of(user, "sign_in_replayed"))
        return refusal(Verdict.SIGNED_OUT)
    if token.used_at is None:
        token.used_at, token.next_hash = now, tokens.renewal
        _drop_expired(db, sign_in, now)
        db.add(_renewal_token(sign_in, tokens, now))
    db.add(_access_token(sign_in, tokens, now))
    return None


def enter(db: Session, access_token: str) -> tuple[User, Company]:
    """See `Gate.enter`."""
    found = db.execute(
        select(SignInRow, UserRow, CompanyRow)
        .join(AccessTokenRow, AccessTokenRow.sign_in_id == SignInRow.id)
        .join(UserRow, UserRow.id == SignInRow.user_id)
        .join(CompanyRow, CompanyRow.id == UserRow.company_id)
        .where(AccessTokenRow.token_hash == token_hash(access_token), AccessTokenRow.expires_at > utc_now())
    ).one_or_none()
    if found is None:
        raise told(Verdict.SIGNED_OUT)
    sign_in, row, company = found
    if (verdict := _standing(sign_in, row, company)) is not Verdict.OK:
        raise told(verdict)
    if row.must_change_password:
        raise told(Verdict.MUST_CHANGE_PASSWORD)
    user = rows.user(row)
    db.info.update(user=user, sign_in_id=sign_in.id, delegated_to=sign_in.client_uuid)
    if isinstance(db, ScopedSession):
        db.limit_to(user.company_id)
    return user, rows.company(company)


def sign_out(db: Session) -> None:
    """See `Gate.sign_out`."""
    db.get_one(SignInRow, db.info["sign_in_id"]).ended_at = utc_now()


def delegate(db: Session, client_uuid: str, access_hash: bytes) -> None:
    """See `Gate.delegate`."""
    sign_in = SignInRow(user_id=db.info["user"].id, client_uuid=client_uuid)
    db.add(sign_in)
    db.flush()
    db.add(AccessTokenRow(token_hash=access_hash, sign_in_id=sign_in.id, expires_at=utc_now() + DELEGATION_LASTS))


def _verdict(db: Session, attempt: str) -> tuple[Verdict, UserRow | None]:
    """The verdict of an attempt, and whose it was if it was right."""
    noted = db.scalar(
        select(SignInAttemptRow).where(
            SignInAttemptRow.attempt_hash == token_hash(attempt), SignInAttemptRow.confirmed.is_(False)
        )
    )
    if noted is None:
        return Verdict.NOT_COMMITTED, None
    user = db.get(UserRow, noted.user_id) if noted.user_id is not None else None
    verdict = _judged(db, noted, user)
    company_id = user.company_id if user else db.scalar(select(func.min(CompanyRow.id))) or 0
    action = _TOLD.get(verdict, "sign_in_refused")
    db.add(AuditRow(company_id=company_id, username=noted.name, action=action))
    if verdict is not Verdict.OK:
        return verdict, None
    noted.confirmed = True
    return verdict, user


def _judged(db: Session, noted: SignInAttemptRow, user: UserRow | None) -> Verdict:
    if _failures_before(db, noted) >= FAILURES_THAT_LOCK:
        return Verdict.LOCKED
    if user is None or not noted.ok:
        return Verdict.WRONG
    if not db.get_one(CompanyRow, user.company_id).is_active:
        return Verdict.COMPANY_INACTIVE
    return Verdict.OK if user.is_active else Verdict.USER_INACTIVE


def _failures_before(db: Session, noted: SignInAttemptRow) -> int:
    """Wrong passwords for a name that still count: the last success cleared those before it."""
    since = utc_now() - LOCKED_FOR
    others = (SignInAttemptRow.name_key == noted.name_key, SignInAttemptRow.id != noted.id)
    cleared_at = db.scalar(
        select(func.max(SignInAttemptRow.at)).where(*others, SignInAttemptRow.confirmed, SignInAttemptRow.at > since)
    )
    return (
        db.scalar(
            select(func.count(SignInAttemptRow.id)).where(
                *others, SignInAttemptRow.ok.is_(False), SignInAttemptRow.at > (cleared_at or since)
            )
        )
        or 0
    )


def _standing(sign_in: SignInRow, user: UserRow, company: CompanyRow) -> Verdict:
    """Whether a sign-in may go on."""
    if not company.is_active:
        return Verdict.COMPANY_INACTIVE
    if not user.is_active:
        return Verdict.USER_INACTIVE
    return Verdict.OK if sign_in.ended_at is None else Verdict.SIGNED_OUT


def _is_repeated(db: Session, token: RenewalTokenRow, tokens: TokenHashes, now: datetime) -> bool:
    """Whether this is the same exchange again because its answer was lost."""
    if token.next_hash != tokens.renewal or token.used_at is None or now - token.used_at > ANSWER_LOST_WITHIN:
        return False
    following = db.get(RenewalTokenRow, tokens.renewal)
    return following is not None and following.used_at is None


def _begin_sign_in(db: Session, user: UserRow, tokens: TokenHashes) -> None:
    now = utc_now()
    # What nobody can use any more goes when its person comes.
    usable = exists().where(RenewalTokenRow.sign_in_id == SignInRow.id, RenewalTokenRow.expires_at > now)
    old = SignInRow.created_at < now - ACCESS_LASTS
    db.execute(delete(SignInRow).where(SignInRow.user_id == user.id, SignInRow.client_uuid.is_(None), old, ~usable))
    db.execute(delete(SignInAttemptRow).where(SignInAttemptRow.at < now - ATTEMPTS_KEPT))
    sign_in = SignInRow(user_id=user.id)
    db.add(sign_in)
    db.flush()
    db.add_all((_access_token(sign_in, tokens, now), _renewal_token(sign_in, tokens, now)))
    user.last_login = now


def _drop_expired(db: Session, sign_in: SignInRow, now: datetime) -> None:
    for kind in (AccessTokenRow, RenewalTokenRow):
        db.execute(delete(kind).where(kind.sign_in_id == sign_in.id, kind.expires_at < now))


def _access_token(sign_in: SignInRow, tokens: TokenHashes, now: datetime) -> AccessTokenRow:
    return AccessTokenRow(token_hash=tokens.access, sign_in_id=sign_in.id, expires_at=now + ACCESS_LASTS)


def _renewal_token(sign_in: SignInRow, tokens: TokenHashes, now: datetime) -> RenewalTokenRow:
    return RenewalTokenRow(token_hash=tokens.renewal, sign_in_id=sign_in.id, expires_at=now + RENEWAL_LASTS)


def _note_of(user: UserRow, action: str) -> AuditRow:
    return AuditRow(
        company_id=user.company_id, user_id=user.id, username=user.username, action=action, object=user.username
    )
