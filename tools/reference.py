"""Writes the generated pages under docs/reference/; with --check, fails where one is stale."""

import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import measured_page

from tools import (
    access_page,
    catalogue_page,
    commands_page,
    oneroster_page,
    policy_page,
    sample_page,
    settings_page,
    states_page,
)

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"

PAGES: dict[str, Callable[[], str]] = {
    "access.md": access_page.render,
    "catalogue.md": catalogue_page.render,
    "commands.md": commands_page.render,
    "sample.md": sample_page.render,
    "clauses.md": policy_page.render_clauses,
    "elements.md": policy_page.render_elements,
    "requester-by-level.md": policy_page.render_matrix,
    "oneroster.md": oneroster_page.render,
    "suppression-measured.md": measured_page.render,
    "settings.md": settings_page.render,
    "request-states.md": states_page.render,
}


def main(arguments: list[str]) -> int:
    """Write or check every generated page; the return value is the exit code."""
    stale = []
    for name, render in PAGES.items():
        path, text = REFERENCE / name, render()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if "--check" in arguments:
            stale.append(name)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    for name in stale:
        print(f"docs/reference/{name} is stale: run `make fix`")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
