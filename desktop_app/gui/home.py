"""Where the window keeps what it remembers, before the settings are read."""

import os
from pathlib import Path

import platformdirs


def home_folder() -> Path:
    """The workstation's folder, as `settings.Settings` has it, without what it takes to read all of them."""
    return Path(os.environ.get("WAYBILL_HOME") or platformdirs.user_data_dir("waybill", appauthor=False))
