"""Installs the browser that the browser tests drive, where it is absent and can be had; else says what follows.

It never fails: where there is no browser, those tests are skipped with a word, or fail in CI.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser")
_OF_NO_USE_SECONDS = 30
_APT = ("apt-get", "-qq", "-o", "Acquire::Retries=1", "-o", f"Acquire::http::Timeout={_OF_NO_USE_SECONDS}")


def is_there() -> bool:
    """Whether a browser is installed."""
    return any(shutil.which(name) for name in NAMES)


def install() -> bool:
    """Install Debian's Chromium; return whether it is there then."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (("update",), ("install", "--yes", "--no-install-recommends", "chromium")):
        if subprocess.run([*_APT, *words], env=environment, stdin=subprocess.DEVNULL, check=False).returncode:
            return False
    return is_there()


def main() -> None:
    """See to the browser."""
    if is_there():
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        sys.stderr.write("No Chromium: the browser tests will be skipped. As root: apt-get install chromium\n")
    elif not install():
        sys.stderr.write("No Chromium, and none could be installed: the browser tests will be skipped.\n")


if __name__ == "__main__":
    main()
