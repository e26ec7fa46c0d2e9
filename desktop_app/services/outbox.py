"""Deliver the journal's news to the company: at least once, in any order, behind the sending and never in its way."""

import logging
import threading

import tenacity

from desktop_app.company.store import CompanyStore
from desktop_app.domain.errors import CompanyUnreachable, DeliveryRefused, WaybillError
from desktop_app.journal.journal import Journal
from desktop_app.journal.outbox import Cargo

log = logging.getLogger(__name__)

BATCH = 1000
"""File rows in one delivery."""
_EVERY_SECONDS = 2.0
_LONGEST_WAIT = 60.0


class OutboxDelivery:
    """Carries one person's records from the journal to the company. `start` does so in the background until `close`."""

    def __init__(self, journal: Journal, account_id: int, company: CompanyStore) -> None:
        self._journal = journal
        self._account_id = account_id
        self._company = company
        self._closing = threading.Event()
        self._delivering = threading.Lock()
        self._thread: threading.Thread | None = None
        self.trouble: WaybillError | None = None
        """Why the last delivery did not succeed, or None."""

    def waiting(self) -> int:
        """How many records the company does not have yet."""
        return self._journal.outbox.waiting(self._account_id)

    def refused(self) -> list[str]:
        """Why records were set aside for good."""
        return self._journal.outbox.refused(self._account_id)

    def deliver(self) -> None:
        """Deliver what waits.

        Raises:
            CompanyUnreachable: the rest waits for the next time.
            SignedOut: it waits until this person signs in again.
        """
        with self._delivering:
            try:
                after = 0
                while (cargo := self._journal.outbox.next(self._account_id, after, limit=BATCH)) is not None:
                    self._hand_over(cargo)
                    # A full batch may have left more of the same upload session behind.
                    after = cargo.session_id - (len(cargo.files) == BATCH)
            except WaybillError as error:
                self.trouble = error
                raise
            self.trouble = None

    def start(self) -> None:
        """Deliver in the background."""
        self._thread = threading.Thread(target=self._deliver_until_closed, name="outbox", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop delivering in the background; what waits, waits for the next start."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()

    def _hand_over(self, cargo: Cargo) -> None:
        outbox = self._journal.outbox
        try:
            if cargo.session is not None:
                self._company.deliver_session(cargo.session)
                outbox.delivered_session(cargo.session_id, cargo.session.revision)
        except DeliveryRefused as refusal:
            log.warning("the company refused upload session %s: %s", cargo.client_uuid, refusal)
            outbox.refuse_session(cargo.session_id, str(refusal))
            return
        if not cargo.files:
            return
        try:
            self._company.deliver_files(cargo.client_uuid, [record for _, record in cargo.files])
            outbox.delivered_files([(file_id, record.revision) for file_id, record in cargo.files])
        except DeliveryRefused as refusal:
            log.warning("the company refused %d files of %s: %s", len(cargo.files), cargo.client_uuid, refusal)
            outbox.refuse_files([file_id for file_id, _ in cargo.files], str(refusal))

    def _deliver_until_closed(self) -> None:
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(CompanyUnreachable),
            wait=tenacity.wait_random_exponential(multiplier=1, max=_LONGEST_WAIT),
            stop=tenacity.stop_when_event_set(self._closing),
            sleep=tenacity.sleep_using_event(self._closing),
        )
        while not self._closing.wait(_EVERY_SECONDS):
            try:
                retrying(self.deliver)
            except tenacity.RetryError:
                return  # Closing while the company is away; the records wait.
            except WaybillError as error:
                log.warning("the outbox stopped: %s", error)
                return
