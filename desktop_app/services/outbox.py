"""Deliver the journal's news to the company: at least once, in any order, behind the sending and never in its way."""

import itertools
import logging
import threading
from collections.abc import Callable, Sequence

import tenacity

from desktop_app.company.store import CompanyStore
from desktop_app.domain.errors import (
    CompanyPasswordNeeded,
    CompanyUnreachable,
    DeliveryRefused,
    SignedOut,
    TakenOver,
    WaybillError,
)
from desktop_app.domain.uploads import FileRecord
from desktop_app.journal.journal import Journal
from desktop_app.journal.outbox import Cargo

log = logging.getLogger(__name__)

BATCH = 1000
"""File rows in one delivery."""
_EVERY_SECONDS = 2.0
_REST_EVERY = 5
"""Of so many rounds, one takes files along that make no full batch; a batch costs a transaction there, full or not."""
_LONGEST_WAIT = 60.0


class OutboxDelivery:
    """Carries one person's records from the journal to the company. `start` does so in the background until `close`."""

    def __init__(
        self,
        journal: Journal,
        account_id: int,
        company: CompanyStore,
        taken_over: Callable[[str, TakenOver], None] = lambda _client_uuid, _why: None,
        only: str = "",
    ) -> None:
        """Carry an account's records to the company.

        Args:
            journal: the workstation's.
            account_id: in the journal.
            company: takes them.
            taken_over: hears of uploads that somebody else sends since.
            only: the one upload session, by its client_uuid, that is delivered; empty are all.
        """
        self._only = only
        self._journal = journal
        self._account_id = account_id
        self._company = company
        self._taken_over = taken_over
        self._closing = threading.Event()
        self._awake = threading.Event()
        self._delivering = threading.Lock()
        self._beginning = threading.Lock()
        """Whoever holds it may let the thread end, or begin one."""
        self._thread: threading.Thread | None = None
        self.trouble: WaybillError | None = None
        """Why the last delivery did not succeed, or None."""

    def waiting(self) -> int:
        """How many records the company does not have yet."""
        return self._journal.outbox.waiting(self._account_id)

    def refused(self) -> list[str]:
        """Why records were set aside for good."""
        return self._journal.outbox.refused(self._account_id)

    def deliver(self, *, stopped: Callable[[], bool] = lambda: False, full_batches: bool = False) -> None:
        """Deliver what waits, until ``stopped`` says so.

        With ``full_batches`` files that make none wait for more, unless their upload session's own record goes too.

        Raises:
            CompanyUnreachable, CompanyPasswordChanged: the rest waits for the next time.
            SignedOut: it waits until this person signs in again.
        """
        with self._delivering:
            try:
                after, least = 0, BATCH if full_batches else 1
                while not stopped() and (cargo := self._next(after, least)) is not None:
                    self._hand_over(cargo)
                    # A full batch may have left more of the same upload session behind.
                    after = cargo.session_id - (len(cargo.files) == BATCH)
            except WaybillError as error:
                self.trouble = error
                raise
            self.trouble = None

    def start(self) -> None:
        """Deliver in the background, once however often it is asked for; what waits for its next try waits no more."""
        with self._beginning:
            self._awake.set()
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._deliver_until_closed, name="outbox", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Stop delivering in the background; what waits, waits for the next start."""
        self._closing.set()
        self._awake.set()
        with self._beginning:
            thread = self._thread
        if thread is not None:
            thread.join()

    def _next(self, after: int, least: int) -> Cargo | None:
        return self._journal.outbox.next(self._account_id, after, limit=BATCH, least=least, only=self._only)

    def _hand_over(self, cargo: Cargo) -> None:
        outbox = self._journal.outbox
        try:
            if cargo.session is not None:
                self._company.uploads.deliver_session(cargo.session)
                outbox.delivered_session(cargo.session_id, cargo.session.revision)
            self._hand_over_files(cargo, cargo.files)
        except TakenOver as refusal:
            log.warning("upload session %s was taken over: %s", cargo.client_uuid, refusal)
            outbox.taken_over(cargo.session_id, str(refusal))
            self._taken_over(cargo.client_uuid, refusal)
        except DeliveryRefused as refusal:
            log.warning("the company refused upload session %s: %s", cargo.client_uuid, refusal)
            outbox.refuse_session(cargo.session_id, str(refusal))

    def _hand_over_files(self, cargo: Cargo, files: Sequence[tuple[int, FileRecord]]) -> None:
        """Deliver them together; if they are refused, in halves, so that only what is refused itself is set aside."""
        if not files:
            return
        try:
            records = [record for _, record in files]
            self._company.uploads.deliver_files(cargo.client_uuid, records, cargo.lease_epoch)
            self._journal.outbox.delivered_files(cargo.session_id, records[-1].revision)
        except TakenOver:
            raise  # Which is so of all the others too.
        except DeliveryRefused as refusal:
            if len(files) > 1:
                half = len(files) // 2
                self._hand_over_files(cargo, files[:half])
                self._hand_over_files(cargo, files[half:])
                return
            log.warning("the company refused a file of %s: %s", cargo.client_uuid, refusal)
            self._journal.outbox.refuse_files([files[0][0]], str(refusal))

    def _deliver_until_closed(self) -> None:
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type((CompanyUnreachable, CompanyPasswordNeeded)),
            wait=tenacity.wait_random_exponential(multiplier=1, max=_LONGEST_WAIT),
            stop=tenacity.stop_when_event_set(self._closing),
            sleep=tenacity.sleep_using_event(self._awake),
        )
        rounds = itertools.count(1)
        while not self._closing.wait(_EVERY_SECONDS):
            try:
                retrying(self._try, full_batches=next(rounds) % _REST_EVERY != 0)
            except tenacity.RetryError:
                return  # Closing while the company is away; the records wait.
            except SignedOut:
                # Nothing more can be delivered as this person: the records wait for the next sign-in, unless that came
                # while the company was asked.
                with self._beginning:
                    if not self._awake.is_set():
                        self._thread = None
                        return
            except WaybillError as error:
                log.warning("a delivery to the company failed and is tried again: %s", error)

    def _try(self, *, full_batches: bool) -> None:
        # Whatever changes from here on ends the rest that follows.
        self._awake.clear()
        self.deliver(stopped=self._closing.is_set, full_batches=full_batches)
