"""The README is true: its Python runs, its commands exist, its make targets are there."""

import re
from pathlib import Path

from schoolgate.cli.app import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_python_of_the_readme_runs_and_protects_its_table() -> None:
    [code] = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)
    assert names["faults"] == ()
    status = names["protected"].status  # type: ignore[attr-defined]  # made by the README
    assert (status == 1).sum() == 1
    assert (status == 2).sum() >= 3


def test_every_command_that_the_documents_show_exists() -> None:
    pages = [README, *(path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md"))]
    shown = {name for page in pages for name in re.findall(r"(?:^\$ |`)schoolgate ([a-z]+)", page, flags=re.MULTILINE)}
    assert shown
    assert shown <= set(COMMANDS)


def test_every_command_has_its_help_on_the_reference_page() -> None:
    page = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"`schoolgate {name}`" not in page] == []


def test_every_make_target_that_the_documents_show_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    pages = [README, (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")]
    for target in {
        one or other
        for page in pages
        for one, other in re.findall(r"`make ([a-z]+)|^\\$ make ([a-z]+)", page, flags=re.MULTILINE)
    }:
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target
