"""What IT has set for the computer: shown where people look for it, and not theirs to change."""

from typing import TYPE_CHECKING

from desktop_app.domain.texts import tr
from desktop_app.gui.widgets.fields import AddressEdit, FormField
from desktop_app.services.network import DIRECT

if TYPE_CHECKING:
    from desktop_app.settings import Settings

SET_BY_IT = tr("Set by your IT.")


def lock(field: FormField, note: str = SET_BY_IT) -> None:
    """Show a field that nobody can change, and why."""
    field.field.setEnabled(False)
    field.set_hint(note)


def locked_texts(settings: "Settings") -> list[tuple[str, str, AddressEdit]]:
    """Those that the window knows only as set by IT: key, title and what shows the value."""
    values = {
        "company": (tr("Company address"), settings.company),
        "proxy": (tr("Proxy"), tr("None") if settings.proxy == DIRECT else settings.proxy.rpartition("@")[2]),
        "ca_file": (tr("Certificate authorities"), str(settings.ca_file or "")),
        "update_feed": (tr("Update feed"), settings.update_feed),
    }
    found = []
    for key, (title, value) in values.items():
        if key in settings.locked:
            edit = AddressEdit()
            edit.setText(value)
            found.append((key, title, edit))
    return found
