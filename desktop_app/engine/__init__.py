"""Scan, plan, transfer: from a folder to S3. Knows no Qt and no company store."""
