"""The part of a desktop that shows tray icons (freedesktop.org, "StatusNotifierItem"), on the session's bus."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    Properties,
    message_bus,
    new_error,
    new_method_call,
    new_method_return,
)
from jeepney.io.threading import DBusConnection, DBusRouter, Proxy, ReceiveStopped, open_dbus_connection
from jeepney.wrappers import unwrap_msg

_WATCHER = "org.kde.StatusNotifierWatcher"
_ITEM = "org.kde.StatusNotifierItem"
_MENU = "com.canonical.dbusmenu"
_PROPERTIES = {
    "IsStatusNotifierHostRegistered": ("b", True),
    "ProtocolVersion": ("i", 0),
    "RegisteredStatusNotifierItems": ("as", []),
}


class TrayWatcher:
    def __init__(self, connection: DBusConnection) -> None:
        self._connection = connection
        self._items: list[tuple[str, str]] = []
        self._told: list[str] = []

    def serve(self) -> None:
        try:
            while True:
                self._answer(self._connection.receive())
        except ReceiveStopped:
            return

    def wait_for_item(self, seconds: float) -> DBusAddress:
        """The first icon that a program registers."""
        _wait_until(lambda: bool(self._items), seconds)
        sender, named = self._items[0]
        return DBusAddress("/StatusNotifierItem", bus_name=named if named[:1] != "/" else sender, interface=_ITEM)

    def property_of(self, item: DBusAddress, name: str) -> Any:
        return self._ask(Properties(item).get(name))[0][1]

    def activate(self, item: DBusAddress) -> None:
        """Somebody clicks it."""
        self._ask(new_method_call(item, "Activate", "ii", (0, 0)))

    def wait_for_word_of(self, change: str, seconds: float) -> None:
        """A program tells its desktops of a change, as "NewIcon": they read the icon anew only then."""
        _wait_until(lambda: change in self._told, seconds)
        self._told.remove(change)

    def menu_of(self, item: DBusAddress) -> dict[str, int]:
        """What the icon's menu shows, from top to bottom: its words and the numbers to choose by."""
        menu = self._menu(item)
        self._ask(new_method_call(menu, "AboutToShow", "i", (0,)))
        _, (_, _, entries) = self._ask(new_method_call(menu, "GetLayout", "iias", (0, -1, [])))
        shown = {}
        for _, (number, properties, _) in entries:
            told = {name: value for name, (_, value) in properties.items()}
            if told.get("type") != "separator" and told.get("visible", True):
                shown[told["label"].replace("_", "")] = number
        return shown

    def choose(self, item: DBusAddress, words: str) -> None:
        """Somebody clicks an entry of the icon's menu; what is told from then on is heard."""
        call = (self.menu_of(item)[words], "clicked", ("s", ""), 0)
        self._told.clear()
        self._ask(new_method_call(self._menu(item), "Event", "isvu", call))

    def _menu(self, item: DBusAddress) -> DBusAddress:
        return DBusAddress(self.property_of(item, "Menu"), bus_name=item.bus_name, interface=_MENU)

    def _ask(self, call: Message) -> Any:
        with open_dbus_connection() as asking, DBusRouter(asking) as router:
            return unwrap_msg(router.send_and_get_reply(call, timeout=10))

    def _answer(self, message: Message) -> None:
        if message.header.message_type is MessageType.signal:
            self._told.append(message.header.fields[HeaderFields.member])
        if message.header.message_type is not MessageType.method_call:
            return
        fields = message.header.fields
        member = fields.get(HeaderFields.member)
        if member == "RegisterStatusNotifierItem":
            self._items.append((fields[HeaderFields.sender], message.body[0]))
            answer = new_method_return(message)
        elif member == "Get":
            answer = new_method_return(message, "v", (_PROPERTIES[message.body[1]],))
        elif member == "GetAll":
            answer = new_method_return(message, "a{sv}", (_PROPERTIES,))
        elif member == "Introspect":
            answer = new_method_return(message, "s", (f'<node><interface name="{_WATCHER}"/></node>',))
        else:
            answer = new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")
        self._connection.send(answer)


@contextmanager
def tray_watcher() -> Iterator[TrayWatcher]:
    connection = open_dbus_connection()
    with DBusRouter(connection) as router:
        reply = Proxy(message_bus, router, timeout=10).RequestName(_WATCHER)
        Proxy(message_bus, router, timeout=10).AddMatch(MatchRule(type="signal", interface=_ITEM))
    assert reply[0] == 1, "another desktop runs on this bus"
    watcher = TrayWatcher(connection)
    thread = threading.Thread(target=watcher.serve, daemon=True)
    thread.start()
    yield watcher
    connection.interrupt()
    thread.join(10)
    connection.close()


def _wait_until(condition: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"not within {seconds:.0f} s"
        time.sleep(0.02)
