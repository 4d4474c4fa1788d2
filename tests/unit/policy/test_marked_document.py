"""The lines of keys, wherever TOML and JSON let a key stand."""

import json
import tomllib

from hypothesis import given
from hypothesis import strategies as st

from schoolgate.policy.marked_document import marked

TEXT = '''# a comment with [brackets] = 1
top = 1
"quoted key" = """
not = "a key"
[not.a.table]
"""
[first]
a.b = { c = 1, "d e" = [1, { f = "=" }] }  # a.b = 2
list = [
  "x, y",
  { g = \'\'\'
raw ]\'\'\' },
]
after = 2026-01-01T10:00:00-04:00
[first.second]
key = \'a "b" = c\'
[[rows]]
id = 1
[[rows]]
id = 2
float = 1.5e-3
'''


def test_every_key_of_a_toml_document_has_its_line() -> None:
    lines = marked(TEXT, source="x.toml").lines
    assert lines == {
        ("top",): 2,
        ("quoted key",): 3,
        ("first",): 7,
        ("first", "a"): 8,
        ("first", "a", "b"): 8,
        ("first", "a", "b", "c"): 8,
        ("first", "a", "b", "d e"): 8,
        ("first", "a", "b", "d e", "f"): 8,
        ("first", "list"): 9,
        ("first", "list", "g"): 11,
        ("first", "after"): 14,
        ("first", "second"): 15,
        ("first", "second", "key"): 16,
        ("rows",): 17,
        ("rows", "[0]"): 17,
        ("rows", "[0]", "id"): 18,
        ("rows", "[1]"): 19,
        ("rows", "[1]", "id"): 20,
        ("rows", "[1]", "float"): 21,
    }


def test_every_key_of_a_json_document_has_its_line() -> None:
    text = '{\n "a": {"b": [1, 2,\n  {"c": "} \\" ,"}]},\n "d": null\n}\n'
    lines = marked(text, source="x.json", is_json=True).lines
    assert lines == {("a",): 2, ("a", "b"): 2, ("a", "b", "c"): 3, ("d",): 4}


def test_a_key_that_is_not_there_stands_where_its_table_stands() -> None:
    document = marked(TEXT, source="x.toml")
    assert document.line_of(("first", "second", "missing")) == 15
    assert document.line_of(("nowhere",)) is None


KEYS = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), min_size=1, max_size=5)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def _keys(value: object, key: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    if isinstance(value, dict):
        return {k for name, inner in value.items() for k in {(*key, name)} | _keys(inner, (*key, name))}
    return {k for inner in value for k in _keys(inner, key)} if isinstance(value, list) else set()


@given(st.dictionaries(KEYS, VALUES, max_size=3))
def test_any_json_document_has_a_line_for_each_of_its_keys(content: dict[str, object]) -> None:
    text = json.dumps(content, indent=1, ensure_ascii=False)
    escaped = any(mark in text for mark in ("\\", "\x85", "\u2028", "\u2029"))
    found = marked(text, source="x.json", is_json=True).lines
    if not escaped:
        assert set(found) == _keys(content)
        lines = text.split("\n")
        assert all(json.dumps(key[-1], ensure_ascii=False) in lines[line - 1] for key, line in found.items())


def test_the_text_above_is_valid_toml() -> None:
    assert set(tomllib.loads(TEXT)) == {"top", "quoted key", "first", "rows"}
