"""docs/reference/settings.md, from the office's environment and its table of limits."""

from schoolgate.config.environment import settings_known
from schoolgate.portal.limits.table import LIMITS, SIGN_IN_RATES

_HEAD = """# Settings of the office

Generated from `schoolgate.config.environment` and `schoolgate.portal.limits`; do not edit.

Everything is set by environment variables. `schoolgate keys` prints fresh keys. An unknown variable that begins with
`SCHOOLGATE_` is refused, so that a slip of the pen is not overlooked.

| variable | default | what it sets |
| --- | --- | --- |
"""

_LIMITS = """
## How often

These are not settings: they are the same in every office. Whoever does something more often reads a page that says when
to try again (status 429, with `Retry-After`). They are counted in the database, so that all processes count together. A
school is one address with many people behind it. With a proxy before the office set `SCHOOLGATE_PROXIES`, or everybody
has the proxy's address.

| what | in minutes | by account | by address |
| --- | ---: | ---: | ---: |
"""
_SIGN_IN = """
Around signing in, by address (`ip`), by account (`user`) or by the e-mail address that is named (`key`), in seconds,
minutes or hours:

| what | how often |
| --- | --- |
"""


def render() -> str:
    """Return the page."""
    rows = []
    for setting in settings_known():
        secret = " A secret." if setting.about.secret else ""
        default = f"`{setting.default}`" if setting.default else ""
        rows.append(f"| `{setting.variable}` | {default} | {setting.about.text}{secret} |\n")
    limits = [
        f"| {one.text} | {one.minutes} | {one.by_account or ''} | {one.by_address} |\n" for one in LIMITS.values()
    ]
    rates = [f"| `{name}` | {rate.replace(',', ', ')} |\n" for name, rate in SIGN_IN_RATES.items()]
    return "".join([_HEAD, *rows, _LIMITS, *limits, _SIGN_IN, *rates])
