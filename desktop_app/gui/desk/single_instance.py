"""One window a person: a second start hands what it was given to the first, which comes to the front."""

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WAIT_MS = 2000
_MOST_BYTES = 2**20
_TAKEN = b"taken\n"


class SingleInstance(QObject):
    """Which window is the first is told by a local socket that only this person may use, one for each WAYBILL_HOME."""

    asked = Signal(object)
    """list[Path]: another start handed these over; the window is wanted, also where there are none."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Neither the first yet nor a second: `hand_over`, then `listen`."""
        super().__init__(parent)
        home = hashlib.sha256(os.fsencode(os.environ.get("WAYBILL_HOME", ""))).hexdigest()[:12]
        self._name = f"waybill-{home}"
        if os.name == "posix":
            places = QStandardPaths.StandardLocation
            folder = QStandardPaths.writableLocation(places.RuntimeLocation)
            self._name = str(Path(folder or QStandardPaths.writableLocation(places.TempLocation)) / self._name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)

    def hand_over(self, paths: Sequence[Path]) -> bool:
        """Hand paths to the window that is there already; whether it took them. One that does not answer is none."""
        if not self._is_ours():
            return False
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_WAIT_MS):
            return False
        socket.write(json.dumps([os.fsencode(path.absolute()).hex() for path in paths]).encode() + b"\n")
        while not socket.canReadLine():
            if not socket.waitForReadyRead(_WAIT_MS):
                return False
        return bytes(socket.readLine().data()) == _TAKEN

    def listen(self) -> None:
        """Be the first: hear of those that follow. What an earlier one left behind when it was killed is removed."""
        if not self._server.listen(self._name):
            QLocalServer.removeServer(self._name)
            self._server.listen(self._name)

    def close(self) -> None:
        """Hear no more."""
        self._server.close()

    def _is_ours(self) -> bool:
        """Whether the socket is this person's, where everybody may make one of that name."""
        if os.name != "posix":
            return True
        try:
            return os.lstat(self._name).st_uid == os.getuid()
        except OSError:
            return False

    def _greet(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda socket=socket: self._hear(socket))
            socket.disconnected.connect(socket.deleteLater)
            self._hear(socket)

    def _hear(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > _MOST_BYTES:
                socket.abort()
            return
        try:
            paths = [Path(os.fsdecode(bytes.fromhex(path))) for path in json.loads(bytes(socket.readLine().data()))]
        except (ValueError, TypeError):
            socket.abort()
            return
        socket.write(_TAKEN)
        socket.flush()
        self.asked.emit(paths)
