"""The notifications of a Linux desktop (freedesktop.org, "Desktop Notifications Specification"), over D-Bus.

jeepney speaks D-Bus for the keychain already, and Qt's own cannot send the unsigned numbers that the service wants.
"""

import contextlib
import logging
import threading
from collections.abc import Callable
from queue import Queue
from typing import Any

log = logging.getLogger(__name__)

_NAME, _PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
_SECONDS = 5.0
_OPEN = "default"
"""The action that a click on the notification itself means."""


class DesktopBus:
    """A connection that is made when it is first needed. `notify` blocks; `clicked` is called on another thread."""

    def __init__(self, clicked: Callable[[], object]) -> None:
        """Nothing is connected yet."""
        self._clicked = clicked
        self._router: Any = None
        self._heard: Queue[Any] = Queue()
        self._shown = 0
        self._reader: threading.Thread | None = None

    def notify(self, title: str, message: str, urgency: int) -> bool:
        """Show a notification in place of the last; `urgency` is 0, 1 or 2. Whether a service took it."""
        from jeepney import DBusAddress, DBusErrorResponse, new_method_call
        from jeepney.wrappers import unwrap_msg

        address = DBusAddress(_PATH, bus_name=_NAME, interface=_NAME)
        hints = {"urgency": ("y", urgency), "desktop-entry": ("s", "waybill")}
        body = ("Waybill", self._shown, "waybill", title, message, [_OPEN, "Open Waybill"], hints, -1)
        try:
            self._connect()
            call = new_method_call(address, "Notify", "susssasa{sv}i", body)
            self._shown = unwrap_msg(self._router.send_and_get_reply(call, timeout=_SECONDS))[0]
        # Without a session's bus its address is missing from the environment.
        except (OSError, KeyError, TimeoutError, RuntimeError, DBusErrorResponse) as error:
            log.info("no notification service: %s", error)
            self.close()
            return False
        return True

    def close(self) -> None:
        """Hear of no more clicks."""
        router, self._router = self._router, None
        if router is not None:
            with contextlib.suppress(OSError):
                router.close()
                router.conn.close()
        if self._reader is not None:
            self._heard.put(None)
            self._reader.join(_SECONDS)
            self._reader = None

    def _connect(self) -> None:
        from jeepney import MatchRule, message_bus
        from jeepney.io.threading import DBusRouter, Proxy, open_dbus_connection

        if self._router is not None:
            return
        self._router = DBusRouter(open_dbus_connection())
        rule = MatchRule(type="signal", interface=_NAME, member="ActionInvoked", path=_PATH)
        Proxy(message_bus, self._router, timeout=_SECONDS).AddMatch(rule)
        self._router.filter(rule, queue=self._heard)
        self._reader = threading.Thread(target=self._listen, name="notifications", daemon=True)
        self._reader.start()

    def _listen(self) -> None:
        while (heard := self._heard.get()) is not None:
            if tuple(heard.body) == (self._shown, _OPEN):
                self._clicked()
