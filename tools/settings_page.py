"""docs/reference/settings.md, from the office's environment."""

from schoolgate.config.environment import settings_known

_HEAD = """# Settings of the office

Generated from `schoolgate.config.environment`; do not edit.

Everything is set by environment variables. `schoolgate keys` prints fresh keys. An unknown variable that begins with
`SCHOOLGATE_` is refused, so that a slip of the pen is not overlooked.

| variable | default | what it sets |
| --- | --- | --- |
"""


def render() -> str:
    """Return the page."""
    rows = []
    for setting in settings_known():
        secret = " A secret." if setting.about.secret else ""
        default = f"`{setting.default}`" if setting.default else ""
        rows.append(f"| `{setting.variable}` | {default} | {setting.about.text}{secret} |\n")
    return _HEAD + "".join(rows)
