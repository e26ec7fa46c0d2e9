"""The window. The only part of Waybill that knows Qt."""

from desktop_app.gui.look.language import speak

LANGUAGE = speak()
"""What the window speaks. Texts that modules hold are in it from their import on, so this is the first thing here."""
