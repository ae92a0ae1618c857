"""The machine's own Chromium: nothing is downloaded, and only our pages are opened in it."""

import shutil
import subprocess
from functools import cache

from tests.untested import MARK

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = (
    f"{MARK}our pages in a browser, for none of {', '.join(NAMES)} is on PATH. "
    "Repair: apt-get install chromium, then make test ARGS=tests/browser"
)
# Whatever name a page asks for, it is not found; a test must not depend on a network.
NO_OTHER_HOST = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


@cache
def chromium() -> str | None:
    """The first that answers: some systems install a stand-in which only tells of a store."""
    return next(filter(_answers, filter(None, map(shutil.which, NAMES))), None)


def _answers(path: str) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 - a browser that PATH names
            [path, "--version"], capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
