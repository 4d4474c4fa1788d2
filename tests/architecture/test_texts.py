"""What the repository says of itself: its links resolve, its records are numbered, its words are its own."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")] if ".venv" not in path.parts)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
ABSOLUTE_PATH = re.compile(r"(?<![\w.])/(?:work|root|home|tmp)/[\w./-]+")


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\n") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    links = [
        target
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if "://" not in target and not target.startswith("mailto:")
    ]
    missing = [target for target in links if not (page.parent / target).exists()]
    assert missing == []


def test_decision_records_have_numbers_of_their_own() -> None:
    numbers = [path.name.split("-")[0] for path in (ROOT / "docs" / "adr").glob("*.md")]
    assert len(numbers) == len(set(numbers))


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    found = []
    for path in _tracked():
        if path.suffix in {".py", ".md", ".toml", ".txt", ""} and path.name not in {"uv.lock", "LICENSE"}:
            text = path.read_text(encoding="utf-8", errors="ignore")
            found += [f"{path.relative_to(ROOT)}: {hit}" for hit in ABSOLUTE_PATH.findall(text)]
    assert found == []


def test_no_tracked_file_is_unfinished() -> None:
    words = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "raise NotImplemented" + "Error"]
    found = []
    for path in _tracked():
        if path.suffix == ".py":
            text = path.read_text(encoding="utf-8")
            found += [f"{path.relative_to(ROOT)}: {word}" for word in words if re.search(rf"\b{word}\b", text)]
    assert found == []
