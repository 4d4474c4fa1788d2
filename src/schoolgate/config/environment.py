"""The office's settings from the environment, read once, each with its type, its default and a sentence.

Faults are raised together, so that a person who installs the office mends them in one go.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Annotated, get_type_hints

from schoolgate.core import BadInput, Fault

PREFIX = "SCHOOLGATE_"


class Mode(StrEnum):
    """What the office is run for; only `production` faces people over the internet."""

    PRODUCTION = "production"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class About:
    """A sentence about a setting, whether its value is a secret, and its variable where that is not the usual name."""

    text: str
    secret: bool = False
    variable: str = ""


@dataclass(frozen=True, slots=True)
class Environment:
    """Every setting. docs/reference/settings.md is generated from what stands beside each."""

    mode: Annotated[
        Mode, About("`production` or `demo`. A demo makes its own keys, keeps mail in a folder and needs no HTTPS.")
    ] = Mode.PRODUCTION
    home: Annotated[
        Path, About("The folder of the office's own files: SQLite database, sealed files, mail, static files.")
    ] = Path("office")
    store: Annotated[
        Path | None, About("The store that `schoolgate load` writes. Without it, the office decides without records.")
    ] = None
    database_url: Annotated[
        str,
        About(
            "The office's database, such as `postgres://user@host/name`. By default SQLite in the office's folder.",
            secret=True,
            variable="DATABASE_URL",
        ),
    ] = ""
    secret_key: Annotated[
        str, About("Signs sessions and links. At least 50 random characters; needed in production.", secret=True)
    ] = ""
    seal_key: Annotated[
        str, About("Encrypts files at rest: 32 random bytes in base64; needed in production.", secret=True)
    ] = ""
    student_key: Annotated[
        str,
        About("Makes the look-up codes of the disclosure log: 32 random bytes in base64; never changed.", secret=True),
    ] = ""
    hosts: Annotated[
        tuple[str, ...], About("The host names of the office, separated by commas; needed in production.")
    ] = ()
    address: Annotated[str, About("Where the office is reached, as written in mails: `https://data.example.org`.")] = (
        "http://127.0.0.1:8000"
    )
    proxies: Annotated[int, About("How many reverse proxies of yours stand before the office.")] = 0
    mail_url: Annotated[
        str,
        About(
            "The mail server: `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`. By default a folder.",
            secret=True,
        ),
    ] = ""
    mail_from: Annotated[str, About("The sender of the office's mail.")] = "Data requests <office@localhost>"
    sign_in_name: Annotated[str, About("The words on the button of single sign-on.")] = "District sign-in"
    sign_in_url: Annotated[str, About("The OpenID Connect issuer; without it there is no button.")] = ""
    sign_in_client: Annotated[str, About("The client id at the issuer.")] = ""
    sign_in_secret: Annotated[str, About("The client secret at the issuer.", secret=True)] = ""
    metrics_token: Annotated[
        str, About("What a machine shows to read `/metrics`; without it there is no such page.", secret=True)
    ] = ""
    today: Annotated[
        str, About("The day the office believes it is, such as `2026-04-10`: for a demo on an older extract.")
    ] = ""

    @property
    def is_production(self) -> bool:
        """Whether people reach this office over the internet."""
        return self.mode is Mode.PRODUCTION


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as the generated page tells it. `default` is empty where there is none."""

    name: str
    variable: str
    default: str
    about: About


def settings_known() -> tuple[Setting, ...]:
    """Return every setting, in the order in which they are told."""
    hints = get_type_hints(Environment, include_extras=True)
    return tuple(
        _setting(field.name, field.default, hints[field.name].__metadata__[0]) for field in fields(Environment)
    )


def _setting(name: str, default: object, about: About) -> Setting:
    return Setting(name, about.variable or PREFIX + name.upper(), str(default) if default else "", about)


_READERS: dict[str, Callable[[str], object]] = {
    "mode": Mode,
    "home": Path,
    "store": Path,
    "proxies": int,
    "hosts": lambda text: tuple(part.strip() for part in text.split(",") if part.strip()),
}
_NEEDED = ("secret_key", "seal_key", "student_key", "hosts")


def read_environment(variables: Mapping[str, str]) -> Environment:
    """Read the settings. Raises BadInput with every one that is unknown, ill-written or missing in production."""
    by_variable = {setting.variable: setting for setting in settings_known()}
    faults = [
        _fault(name, "settings.unknown", f"There is no setting {name}.", "See docs/reference/settings.md.")
        for name in variables
        if name.startswith(PREFIX) and name not in by_variable
    ]
    values: dict[str, object] = {}
    for variable, setting in by_variable.items():
        text = variables.get(variable, "").strip()
        if not text:
            continue
        try:
            values[setting.name] = _READERS.get(setting.name, str)(text)
        except ValueError:
            faults.append(_fault(variable, "settings.value", f"{variable} can't be read.", setting.about.text))
    read = Environment(**values)  # type: ignore[arg-type]  # each value was read by its setting's reader
    if read.is_production:
        faults += [_missing(name) for name in _NEEDED if not getattr(read, name)]
        if read.today:
            mend = "Take it out."
            faults.append(_fault(f"{PREFIX}TODAY", "settings.today", "Production keeps the real day.", mend))
    if faults:
        raise BadInput(faults)
    return read


def _missing(name: str) -> Fault:
    variable = PREFIX + name.upper()
    return _fault(variable, "settings.missing", f"{variable} is not set.", "Set it; `schoolgate keys` prints new keys.")


def _fault(variable: str, rule: str, message: str, mend: str) -> Fault:
    return Fault("environment", None, variable, rule, message, mend)
