"""A desktop's notification service on the session's bus, as a desktop has one, that tells a test what it was asked."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from jeepney import DBusAddress, HeaderFields, MessageType, message_bus, new_method_return, new_signal
from jeepney.io.threading import DBusConnection, DBusRouter, Proxy, ReceiveStopped, open_dbus_connection

_NAME, _PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"


@dataclass
class NotificationService:
    connection: DBusConnection
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    """The arguments of each Notify, in order."""

    def serve(self) -> None:
        try:
            while True:
                message = self.connection.receive()
                fields = message.header.fields
                if (
                    message.header.message_type is MessageType.method_call
                    and fields.get(HeaderFields.member) == "Notify"
                ):
                    self.asked.append(tuple(message.body))
                    number = message.body[1] or len(self.asked) + 40
                    self.connection.send(new_method_return(message, "u", (number,)))
        except ReceiveStopped:
            return

    def click(self, number: int) -> None:
        """Somebody clicks a notification."""
        emitter = DBusAddress(_PATH, interface=_NAME)
        self.connection.send(new_signal(emitter, "ActionInvoked", "us", (number, "default")))


@contextmanager
def notification_service() -> Iterator[NotificationService]:
    connection = open_dbus_connection()
    with DBusRouter(connection) as router:
        reply = Proxy(message_bus, router, timeout=10).RequestName(_NAME)
    assert reply[0] == 1, "another notification service runs on this bus"
    service = NotificationService(connection)
    thread = threading.Thread(target=service.serve, daemon=True)
    thread.start()
    yield service
    connection.interrupt()
    thread.join(10)
    connection.close()
