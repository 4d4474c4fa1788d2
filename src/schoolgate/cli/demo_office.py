"""The end of the demo: an office on the sample district, with people and requests, served to a browser."""

import os
from pathlib import Path

from rich.table import Table

from schoolgate.cli import console
from schoolgate.cli.office import run_server, usual_workers
from schoolgate.config.start import prepare
from schoolgate.sample.facts import Facts

_THREADS = 8


def serve_demo(folder: Path, district: Facts, port: int) -> int:
    """Make the office in a folder, tell who can sign in, and serve it until it is stopped."""
    address = f"http://127.0.0.1:{port}"
    os.environ["SCHOOLGATE_MODE"] = "demo"
    os.environ["SCHOOLGATE_HOME"] = str((folder / "office").resolve())
    os.environ["SCHOOLGATE_STORE"] = str((folder / "store").resolve())
    os.environ["SCHOOLGATE_TODAY"] = district.release_on.isoformat()
    os.environ["SCHOOLGATE_ADDRESS"] = address
    prepare()
    asked = _plant(district)
    _tell(folder, address, asked)
    return run_server("127.0.0.1", port, workers=usual_workers(), threads=_THREADS)


def _plant(district: Facts) -> str:
    """Plant the demonstration; return the birth date by which the family that is asked for a consent signs."""
    # Imported once the office has started: Django knows no record before.
    from schoolgate.office import scenes
    from schoolgate.office.consents import identities
    from schoolgate.office.consents.models import ConsentAsk
    from schoolgate.office.consents.students import signatory_of

    scenes.plant_all(scenes.Scene(district, district.release_on))
    asked = ConsentAsk.objects.filter(answered_at=None).first()
    student = signatory_of(identities.student_of(asked.student_sealed), district.release_on) if asked else None
    return f"{student.birth_date:%m/%d/%Y}" if student and student.birth_date else ""


def _tell(folder: Path, address: str, asked: str) -> None:
    from schoolgate.office.people.models import User
    from schoolgate.office.people.seeds import PASSWORD, TOTP_SECRET

    view = Table(title_style="")
    for column in ("sign in as", "who", "roles"):
        view.add_column(column)
    for user in User.objects.order_by("pk"):
        view.add_row(user.email, user.name, ", ".join(sorted(user.roles())) or user.kind)
    console.out.print(view)
    console.out.print(f"  Password of all: [bold]{PASSWORD}[/]")
    here = f"SCHOOLGATE_MODE=demo SCHOOLGATE_HOME={folder / 'office'}"
    console.out.print(
        f"  Second factor of people with a role: {TOTP_SECRET} in an authenticator app, or what this prints:"
    )
    console.out.print(f"  [bold]{here} .venv/bin/schoolgate people code[/]", soft_wrap=True)
    console.out.print(f"  Mail is written to {folder / 'office' / 'mail'}")
    if asked:
        console.out.print(
            f"  A family was asked for a consent; its letter is there, and the student was born on {asked}."
        )
    console.out.print(f"  The office: [bold underline]{address}[/]   (stop with Ctrl-C)")
