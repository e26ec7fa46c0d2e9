"""Run a command and write into a file what it cost: `python launcher.py FILE COMMAND...`.

A small process of its own, because the system counts the memory of whoever starts a process as that process's peak.
"""

import json
import os
import sys
import time

began_at = time.time()
began = time.monotonic()
process = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, use = os.wait4(process, 0)
told = {
    "began_at": began_at,
    "wall": time.monotonic() - began,
    "cpu": use.ru_utime + use.ru_stime,
    # Kilobytes, but bytes on macOS.
    "peak_mib": use.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10),
}
with open(sys.argv[1], "w") as file:
    json.dump(told, file)
sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)
