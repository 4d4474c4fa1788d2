"""Whatever moment a piece of work is killed at: nothing is half there, nothing is lost, nothing happens twice."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from schoolgate.warehouse.store import Store

ROOT = Path(__file__).resolve().parents[2]
START = (
    "from schoolgate.config.start import prepare; prepare(); from django.conf import settings; "
    "settings.ALLOWED_HOSTS.append('testserver'); import sys; from tests.support.killing import main; "
    "main(sys.argv[1], int(sys.argv[2]))"
)
Looks = list[tuple[dict[str, object], dict[str, object]]]


def a_database() -> str:
    """Return the address of a new database where the tests run on a server; none means SQLite."""
    server = os.environ.get("OFFICE_DATABASE_URL", "")
    if not server:
        return ""
    name = f"kill_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def killed(what: str, points: int, store: Store, folder: Path) -> Looks:
    """Return, for each point of a kill, what was left and what stood after the next try."""
    environment = os.environ | {
        "SCHOOLGATE_MODE": "demo",
        "SCHOOLGATE_HOME": str(folder / "home"),
        "SCHOOLGATE_STORE": str(store.path),
        "SCHOOLGATE_TODAY": "2026-04-10",
        "DATABASE_URL": a_database(),
        "DJANGO_SETTINGS_MODULE": "schoolgate.config.settings",
        "PYTHONPATH": str(ROOT),
        "OPENBLAS_NUM_THREADS": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }
    done = subprocess.run(
        [sys.executable, "-c", START, what, str(points)],
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return [(first, second) for first, second in map(json.loads, done.stdout.splitlines())]


def test_a_build_killed_at_any_point_leaves_nothing_and_is_made_by_the_next_try(store: Store, tmp_path: Path) -> None:
    found = killed("build", 7, store, tmp_path)
    assert len(found) >= 7
    for left, mended in found:
        if left["build"] == "built":
            assert (left["request"], left["missing"]) == ("in_review", 0)
        else:
            assert (left["request"], left["files"]) == ("in_progress", 0)
        assert left["chain"]
        assert (mended["build"], mended["request"], mended["chain"]) == ("built", "in_review", True)
        assert (mended["missing"], mended["spare"], mended["clear"]) == (0, 0, 0)
        assert mended["events"] == ["request.built"]


def test_a_delivery_killed_at_any_point_is_whole_or_did_not_happen(store: Store, tmp_path: Path) -> None:
    found = killed("deliver", 7, store, tmp_path)
    for left, mended in found:
        whole = ("delivered", 1, True, 1, ["request.built", "request.delivered"], 0)
        none = ("approved", 0, False, 0, ["request.built"], 0)
        names = ("request", "deliveries", "out", "told", "events", "missing")
        assert tuple(left[name] for name in names) in (whole, none)
        assert tuple(mended[name] for name in names) == whole
        assert (left["chain"], mended["chain"]) == (True, True)
    assert {left["request"] for left, _mended in found} == {"approved", "delivered"}


def test_a_download_killed_at_any_point_is_counted_once_and_comes_home_whole(store: Store, tmp_path: Path) -> None:
    """One that was sent whole and lost by its recipient, who is killed with the office here, is a second download."""
    found = killed("download", 12, store, tmp_path)
    for left, mended in found:
        events = ["delivery.downloaded"]
        assert (left["counted"], left["events"]) in ((0, []), (1, events))
        assert left["counted"] == 1 or not left["is_home"]
        assert left["is_whole"] == left["is_home"]
        is_lost = left["sent"] == 1 and not left["is_home"]
        assert (mended["counted"], mended["events"]) == (1 + is_lost, events * (1 + is_lost))
        assert mended["again"] == (left["counted"] == 1 and left["sent"] == 0)
        assert (mended["is_home"], mended["is_whole"], mended["is_sealed"], mended["chain"]) == (True,) * 4
    assert {left["counted"] for left, _mended in found} == {0, 1}


def test_a_document_handed_in_and_killed_at_any_point_is_kept_once_and_whole(store: Store, tmp_path: Path) -> None:
    found = killed("upload", 12, store, tmp_path)
    for left, mended in found:
        assert (left["documents"], left["events"], left["whole"]) in (
            (0, [], []),
            (1, ["request.document_added"], [True]),
        )
        assert (mended["documents"], mended["events"], mended["whole"]) == (1, ["request.document_added"], [True])
        assert (left["chain"], mended["chain"], mended["half"], mended["spare"]) == (True, True, 0, 0)
    assert any(left["spare"] for left, _mended in found)
    assert {left["documents"] for left, _mended in found} == {0, 1}


def test_a_document_opened_and_killed_at_any_point_is_never_half_a_file(store: Store, tmp_path: Path) -> None:
    found = killed("open", 6, store, tmp_path)
    for left, mended in found:
        assert left["is_whole"] == left["is_home"]
        assert (mended["is_home"], mended["is_whole"], mended["documents"], mended["chain"]) == (True, True, 1, True)


@pytest.mark.timeout(300)
def test_a_signature_killed_at_any_point_concludes_once_or_did_not_happen(store: Store, tmp_path: Path) -> None:
    found = killed("sign", 8, store, tmp_path)
    signed = ["agreement.signed", "agreement.signed", "agreement.concluded"]
    for left, mended in found:
        names = ("state", "signatures", "is_sealed", "events", "told")
        none, whole = ("out", 1, False, signed[:1], 0), ("signed", 2, True, signed, 1)
        assert tuple(left[name] for name in names) in (none, whole)
        assert tuple(mended[name] for name in names) == whole
        assert (left["chain"], mended["chain"], mended["half"], mended["spare"]) == (True, True, 0, 0)
    assert {left["state"] for left, _mended in found} == {"out", "signed"}


def test_a_consent_killed_at_any_point_is_signed_once_or_not_and_the_link_still_signs(
    store: Store, tmp_path: Path
) -> None:
    found = killed("consent", 8, store, tmp_path)
    names = ("records", "answered", "receipts", "links", "events")
    none: tuple[object, ...] = ([], False, 0, [], [])
    whole = ([[["attendance_by_quarter"], ["course_marks"]]], True, 1, [True], ["consent.signed"])
    for left, mended in found:
        assert tuple(left[name] for name in names) in (none, whole)
        assert tuple(mended[name] for name in names) == whole
        assert (left["failures"], mended["failures"], left["chain"], mended["chain"]) == (0, 0, True, True)
    assert {left["receipts"] for left, _mended in found} == {0, 1}


def test_a_withdrawal_by_a_family_killed_at_any_point_holds_or_did_not_happen(store: Store, tmp_path: Path) -> None:
    found = killed("withdraw", 5, store, tmp_path)
    for left, mended in found:
        withdrawn, events = [True], ["consent.signed", "consent.withdrawn"]
        assert (left["withdrawn"], left["events"]) in (([False], events[:1]), (withdrawn, events))
        assert (mended["withdrawn"], mended["events"], mended["records"]) == (withdrawn, events, left["records"])
        assert (left["chain"], mended["chain"]) == (True, True)
    assert {tuple(left["withdrawn"]) for left, _mended in found} == {(False,), (True,)}  # type: ignore[arg-type]  # a list
