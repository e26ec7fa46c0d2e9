"""The window. The only part of Waybill that knows Qt."""
