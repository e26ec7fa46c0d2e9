"""Waybill, a desktop uploader for project folders into S3."""

__version__ = "0.1.0"
