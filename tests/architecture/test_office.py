"""The habits of the office: the clock is read at the edges, and every part has its records written down."""

import ast
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
OFFICE = ROOT / "src" / "schoolgate" / "office"
EDGES = {"tasks.py", "clock.py"}
CLOCKS = {"now", "utcnow", "today"}


@pytest.mark.parametrize("path", sorted(OFFICE.rglob("*.py")), ids=lambda path: str(path.relative_to(OFFICE)))
def test_only_the_edges_read_the_clock(path: Path) -> None:
    if path.name in EDGES:
        return
    calls = (node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    assert not [call.attr for call in calls if isinstance(call, ast.Attribute) and call.attr in CLOCKS]


def test_no_record_waits_for_a_migration(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())
