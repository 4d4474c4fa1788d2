"""The tail is watched: no file over 400 lines, no function over 40, without a reason at its top."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (
    sorted((ROOT / "src").rglob("*.py"))
    + sorted((ROOT / "tools").rglob("*.py"))
    + sorted((ROOT / "benchmarks").rglob("*.py"))
)
REASON = "Long because"
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_or_function_is_long_without_a_reason(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    if len(lines) > MAX_FILE_LINES:
        assert REASON in "\n".join(lines[:20]), f"{len(lines)} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MAX_FUNCTION_LINES:
                assert REASON in (ast.get_docstring(node) or ""), f"{node.name}: {length} lines"
