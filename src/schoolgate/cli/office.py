"""The office's commands: `serve`, `tick`, `ledger`, `people`, `keys`, `manage`.

What reads records is imported once the office has started: Django knows no record before.
"""

import os
import signal
import subprocess
import sys
from types import FrameType

import click
from rich.markup import escape

from schoolgate.cli import console
from schoolgate.config.keys import new_keys
from schoolgate.config.start import prepare, start
from schoolgate.core import BadInput, CheckFailed, NotAllowed

_STOP_SECONDS = 10
_MOST_WORKERS = 4


def usual_workers() -> int:
    """Return how many processes make pages: one a core, for a process makes one page at a time, and at most 4."""
    return max(1, min(_MOST_WORKERS, os.cpu_count() or 1))


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option(
    "--workers", type=click.IntRange(1), help="How many processes make pages. [default: one a core, at most 4]"
)
@click.option(
    "--threads", default=8, show_default=True, help="How many people each process serves at once, slow ones included."
)
def serve(host: str, port: int, workers: int | None, threads: int) -> int:
    """Serve the office, with its worker beside it. Brings the database to this version first."""
    prepare()
    return run_server(host, port, workers=workers or usual_workers(), threads=threads)


def run_server(host: str, port: int, *, workers: int, threads: int) -> int:
    """Run the web server and the worker until this process is told to stop; return the server's exit code."""
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += ["--workers", str(workers), "--blocking-threads", str(threads), "--no-ws"]
    worker = subprocess.Popen([sys.executable, "-m", "django", "db_worker", "--interval", "1"])
    server = subprocess.Popen([*web, "schoolgate.config.wsgi:application"])

    def stop(_number: int, _frame: FrameType | None) -> None:
        server.terminate()

    signal.signal(signal.SIGTERM, stop)
    try:
        return server.wait()
    except KeyboardInterrupt:  # the terminal told the server too
        return server.wait(_STOP_SECONDS)
    finally:
        worker.terminate()
        worker.wait(_STOP_SECONDS)


@click.command()
def tick() -> int:
    """Do what is due now: clocks, reminders, mail. Run it every few minutes; twice does no harm."""
    start()
    from schoolgate.office import clock
    from schoolgate.office import tick as office_tick

    done = office_tick.run(clock.now())
    for each in done:
        console.message(f"{escape(each.name)}: {each.error or each.count}")
    return 1 if any(each.error for each in done) else 0


@click.group()
def ledger() -> None:
    """The ledger of everything that happened."""


@ledger.command()
@click.option("--anchor", default="", metavar="ROW:DIGEST", help="What an earlier check printed; it must still hold.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def verify(anchor: str, *, as_json: bool) -> int:
    """Read the whole chain again. Exit 1 where a row was changed, and name the first one."""
    start()
    from schoolgate.office.ledger import verification

    chain = verification.verify()
    fault = chain.fault or (verification.check_anchor(anchor) if anchor else None)
    if fault is not None:
        raise CheckFailed([fault])
    if as_json:
        console.print_json({"rows": chain.rows, "disclosures": chain.lines, "digest": chain.digest})
    else:
        console.out.print(f"[green]whole[/] {chain.rows:,} rows, {chain.lines:,} lines of the disclosure log")
        console.out.print(f"anchor {chain.rows}:{chain.digest}", soft_wrap=True)
    return 0


@click.group()
def people() -> None:
    """The people of the office, from the machine it runs on."""


@people.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", "roles", multiple=True, help="A role to give; may be repeated.")
def add(email: str, name: str, roles: tuple[str, ...]) -> int:
    """Make an account, or give an existing one a role. The password is set by the link of "forgot password"."""
    start()
    from schoolgate.office import clock
    from schoolgate.office.people import actions
    from schoolgate.office.people.models import Role, User

    unknown = [role for role in roles if role not in Role.values]
    if unknown:
        mend = f"Use one of: {', '.join(Role.values)}."
        raise BadInput.at("--role", f"There is no role {unknown[0]!r}.", mend, rule="people.role")
    user = User.objects.filter(email=email.strip().lower()).first() or User.objects.create_user(email, name=name)
    for role in roles:
        if not user.has_role(Role(role)):
            actions.grant_first_role(user=user, role=Role(role), at=clock.now())
    console.message(f"{escape(user.email)}: {', '.join(roles) or 'no role'}")
    return 0


@people.command()
def code() -> int:
    """Print the second factor of a demo's people, as their telephones would show it now."""
    start()
    from django.conf import settings

    from schoolgate.office.people.seeds import code_now

    if not settings.SCHOOLGATE_IS_DEMO:
        raise NotAllowed(["Only a demo tells the codes of its people."])
    click.echo(code_now())
    return 0


@click.command()
def keys() -> int:
    """Print fresh keys for an office's settings. They are shown once and kept nowhere."""
    for name, value in new_keys().items():
        click.echo(f"SCHOOLGATE_{name.upper()}={value}")
    return 0


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> int:
    """Run one of Django's own commands, such as `check --deploy` or `migrate`."""
    start()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["schoolgate manage", *arguments])
    return 0
