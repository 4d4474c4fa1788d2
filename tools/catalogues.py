"""Compiles the catalogues of translated texts (`.po` to `.mo`): `make setup` runs this. It needs no gettext.

It reads what our catalogues hold: comments, `msgid` and `msgstr`, each over one line or several.
"""

import ast
import struct
from collections.abc import Iterator
from pathlib import Path

LOCALE = Path(__file__).resolve().parents[1] / "src" / "schoolgate" / "portal" / "locale"
_MAGIC = 0x950412DE
_HEADER = 7 * 4


def messages_in(text: str) -> dict[str, str]:
    """Return the texts of a catalogue by what they translate; the empty key is its header. Raises ValueError."""
    found: dict[str, str] = {}
    for block in text.split("\n\n"):
        parts = dict(_parts(block))
        if not parts:
            continue
        if parts.keys() != {"msgid", "msgstr"} or parts["msgid"] in found:
            raise ValueError(f"an entry is not whole, or there twice: {block!r}")
        found[parts["msgid"]] = parts["msgstr"]
    return found


def _parts(block: str) -> Iterator[tuple[str, str]]:
    name, text = "", ""
    for line in block.split("\n"):
        if not line or line.startswith("#"):
            continue
        if line.startswith("msg"):
            if name:
                yield name, text
            name, _blank, line = line.partition(" ")
            text = ""
        text += ast.literal_eval(line)
    if name:
        yield name, text


def compiled(messages: dict[str, str]) -> bytes:
    """Return the bytes of a `.mo` file, as the GNU gettext manual describes them."""
    pairs = sorted((key.encode(), value.encode()) for key, value in messages.items() if value)
    keys, values = (list(column) for column in zip(*pairs, strict=True))
    tables, data, offset = [], b"", _HEADER + 16 * len(pairs)
    for column in (keys, values):
        for text in column:
            tables.append(struct.pack("<II", len(text), offset + len(data)))
            data += text + b"\0"
    head = struct.pack("<7I", _MAGIC, 0, len(pairs), _HEADER, _HEADER + 8 * len(pairs), 0, offset)
    return head + b"".join(tables) + data


def main() -> None:
    """Write the compiled catalogue beside each one."""
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        path.with_suffix(".mo").write_bytes(compiled(messages_in(path.read_text(encoding="utf-8"))))


if __name__ == "__main__":
    main()
