"""Pictures of every page, light and dark, in every language, at 100 and 200 %: `python screenshots.py FOLDER`.

Each combination is a self-test of its own, which does the whole job and leaves its pictures in FOLDER/LANGUAGE-PERCENT.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

_LANGUAGES = ("en", "de")
_PERCENTS = (100, 200)


def main(folder: Path) -> int:
    """Take them all; the number of self-tests that failed."""
    failed = 0
    for language in _LANGUAGES:
        for percent in _PERCENTS:
            target = folder / f"{language}-{percent}"
            environment = {
                **os.environ,
                "WAYBILL_LANGUAGE": language,
                "QT_SCALE_FACTOR": str(percent / 100),
                "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
            }
            command = [sys.executable, "-m", "desktop_app", "self-test", "--screenshots", str(target)]
            done = subprocess.run(command, env=environment, capture_output=True, text=True)
            print(f"{target}: {'failed' if done.returncode else len(list(target.glob('*.png')))}", flush=True)
            if done.returncode:
                failed += 1
                print(done.stdout + done.stderr, file=sys.stderr)
    return failed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("folder", type=Path)
    sys.exit(main(parser.parse_args().folder))
