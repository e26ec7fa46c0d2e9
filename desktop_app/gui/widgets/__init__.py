"""Waybill's own widgets: they know the theme and nothing of the services; pages are built of them."""
