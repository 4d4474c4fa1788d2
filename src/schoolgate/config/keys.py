"""Makes the keys that an office needs, and keeps those of a demo in its folder."""

import base64
import json
import secrets
from pathlib import Path

KEYS = ("secret_key", "seal_key", "student_key")


def new_keys() -> dict[str, str]:
    """Return fresh keys by the names of their settings."""
    return {"secret_key": secrets.token_urlsafe(64), "seal_key": _bytes(), "student_key": _bytes()}


def demo_keys(home: Path) -> dict[str, str]:
    """Return the keys of a demo, made once and kept in its folder. Never for an office that people use."""
    path = home / "demo-keys.json"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(json.dumps(new_keys()), encoding="utf-8")
    kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return kept


def _bytes() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode("ascii")
