"""The README's walk-through, from the pictures that `waybill self-test --screenshots FOLDER` takes:
`python build_scripts/walkthrough.py FOLDER TARGET.svg`. One picture after the other, as an SVG that needs no script.
"""

import base64
import sys
from pathlib import Path

_PICTURES = ("sign-in", "upload-empty", "upload-ready", "upload-running", "upload-queue", "upload-finished", "history")
_SECONDS = 2.5
_SIZE = (1100, 720)


def walkthrough(folder: Path) -> str:
    """The SVG; raises OSError where a picture is missing."""
    width, height = _SIZE
    whole = _SECONDS * len(_PICTURES)
    share = 100 / len(_PICTURES)
    frames = []
    for number, name in enumerate(_PICTURES):
        data = base64.b64encode((folder / f"{name}-light.png").read_bytes()).decode()
        delay = number * _SECONDS - whole  # In the past, so that the first is there at once.
        frames.append(
            f'<image class="frame" style="animation-delay:{delay}s" width="{width}" height="{height}" '
            f'href="data:image/png;base64,{data}"/>'
        )
    style = (
        f".frame{{opacity:0;animation:show {whole}s infinite}}"
        f"@keyframes show{{0%,{share:.2f}%{{opacity:1}}{share + 0.01:.2f}%,100%{{opacity:0}}}}"
        "@media (prefers-reduced-motion:reduce){.frame{animation:none}.frame:nth-of-type(4){opacity:1}}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">'
        "<title>Signing in, dropping a folder, choosing where it goes, and seeing it arrive</title>"
        f"<style>{style}</style>{''.join(frames)}</svg>\n"
    )


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(walkthrough(Path(sys.argv[1])), "utf-8")
