"""What was interrupted earlier, and the offer to go on with it."""

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import UploadSession
from desktop_app.gui.background import Background
from desktop_app.gui.endings.verdict import interrupted
from desktop_app.gui.look.formatting import format_count
from desktop_app.gui.widgets.messages import Banner
from desktop_app.services.upload import UploadService


class InterruptedOffer(QObject):
    """Tells of the newest on a banner, and how many more there are."""

    accepted = Signal(object)
    """UploadSession: go on with it."""
    failed = Signal(object)
    """The journal could not be read, for this reason."""

    def __init__(
        self,
        uploads: UploadService,
        background: Background,
        banner: Banner,
        queued: Callable[[], Collection[str]],
        parent: QObject,
    ) -> None:
        """`queued` says which upload sessions, by client_uuid, wait here for their turn anyway."""
        super().__init__(parent)
        self._uploads = uploads
        self._background = background
        self._banner = banner
        self._queued = queued
        self._offered: UploadSession | None = None
        banner.action_triggered.connect(self._accept)

    def look(self) -> None:
        """Look into the journal anew."""
        self._background.run(self._uploads.unfinished, self._show, self.failed.emit, owner=self)

    def _show(self, uploads: Sequence[UploadSession]) -> None:
        queued = self._queued()
        found = [upload for upload in uploads if upload.client_uuid not in queued]
        self._offered = found[0] if found else None
        if self._offered is None:
            self._banner.hide()
            return
        verdict = interrupted(self._offered)
        others = format_count(len(found) - 1, "more upload") if len(found) > 1 else ""
        more = tr(" {count} can go on too.", count=others) if others else ""
        self._banner.show_message(verdict.kind, verdict.title, verdict.message + more, action=tr("Go on"))

    def _accept(self) -> None:
        if self._offered is not None:
            self.accepted.emit(self._offered)
