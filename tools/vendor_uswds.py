"""Takes from the npm package of USWDS the files that the office serves, unchanged, with a hash of each.

    npm pack @uswds/uswds@3.14 && tar xzf uswds-uswds-3.14.0.tgz && python -m tools.vendor_uswds package

Taken are the compiled style sheet and scripts, every file the style sheet names, and the weights of Public Sans that
the office's own style sheet uses.
"""

import hashlib
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "src" / "schoolgate" / "portal" / "static" / "uswds"
SUMS = "SHA256SUMS"
_STYLE = Path("css/uswds.min.css")
_SCRIPTS = (Path("js/uswds-init.min.js"), Path("js/uswds.min.js"))
_WEIGHTS = ("Regular", "Italic", "SemiBold", "SemiBoldItalic", "Bold", "BoldItalic")
_NAMED = re.compile(r"url\(['\"]?(?!data:)([^)'\"?#]+)")


def wanted(dist: Path) -> Iterator[Path]:
    """Yield the files to serve, relative to the package's `dist`."""
    yield _STYLE
    yield from _SCRIPTS
    yield from (Path(f"fonts/public-sans/PublicSans-{weight}.woff2") for weight in _WEIGHTS)
    for name in sorted(set(_NAMED.findall((dist / _STYLE).read_text(encoding="utf-8")))):
        yield (dist / _STYLE.parent / name).resolve().relative_to(dist.resolve())


def sums(folder: Path) -> str:
    """Return one line for each file of a folder: its SHA-256 and its path, in the form of `sha256sum`."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n" for path in files)


def main(package: Path) -> None:
    """Replace the vendored files by those of an unpacked package."""
    shutil.rmtree(TARGET, ignore_errors=True)
    for file in wanted(package / "dist"):
        (TARGET / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(package / "dist" / file, TARGET / file)
    shutil.copyfile(package / "LICENSE.md", TARGET / "LICENSE.md")
    (TARGET / SUMS).write_text(sums(TARGET), encoding="utf-8")
    print(f"{len(list(TARGET.rglob('*')))} files and folders in {TARGET}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
