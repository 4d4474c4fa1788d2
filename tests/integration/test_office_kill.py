"""Whatever moment a build or a delivery is killed at: nothing is half there, nothing is lost, nothing happens twice."""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

from schoolgate.warehouse.store import Store

ROOT = Path(__file__).resolve().parents[2]

# One process makes an office and, for each point of a kill, forks a child that works and kills itself there, and one
# that looks at what is left, lets the tick mend it, works again and looks once more.
DRIVER = textwrap.dedent(
    """
    import json, os, shutil, signal, sys, traceback
    from datetime import timedelta
    from pathlib import Path
    from schoolgate.config.start import prepare

    prepare()
    from django.conf import settings
    from django.db import connections
    from tests.office import AT, make_person
    from tests.office_releases import approve, hand_over, make_started, run_build
    from schoolgate.office import tick
    from schoolgate.office.builds import actions, running
    from schoolgate.office.builds.models import Build, BuildFile
    from schoolgate.office.deliveries.models import Delivery
    from schoolgate.office.ledger.models import LedgerRow
    from schoolgate.office.ledger.verification import verify
    from schoolgate.office.mail.models import OutboxMail
    from schoolgate.office.people.models import Role, User
    from schoolgate.office.requests.models import DataRequest

    WHAT, POINTS = sys.argv[1], int(sys.argv[2])
    TOUCHES = {"execute", "executemany", "fsync", "rename", "unlink", "mkdir", "rmdir", "flock"}
    home = Path(settings.SCHOOLGATE_HOME)
    base = home.with_name("base")

    def in_child(work):
        connections.close_all()
        child = os.fork()
        if child == 0:
            try:
                work()
                os._exit(0)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
        return os.waitpid(child, 0)[1]

    def must(work):
        if in_child(work):
            sys.exit(f"{work.__name__} failed")

    def make():
        analyst = make_person("ana@district.example", Role.ANALYST)
        request = make_started(make_person("rosa@example.org"), analyst)
        if WHAT == "build":
            actions.ask(request=request, by=analyst, at=AT)
        else:
            reviewers = [make_person(f"r{nth}@district.example", Role.REVIEWER) for nth in range(2)]
            make_person("rel@district.example", Role.RELEASER)
            approve(run_build(request, analyst), *reviewers)

    def work():
        build = Build.objects.select_related("request__owner", "asked_by").get()
        if WHAT == "build":
            running.run(build.pk, lambda: AT)
        elif not Delivery.objects.exists():
            hand_over(build, User.objects.get(email="rel@district.example"))

    def profiled(point):
        left = [point]
        def profile(frame, event, argument):
            if event == "c_call" and argument.__name__ in TOUCHES:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.setprofile(profile)
        work()
        sys.setprofile(None)
        (home.with_name("count")).write_text(str(point - left[0]))

    def look():
        sealed, building = home / "sealed", home / "building"
        keys = [row.values_list("key", flat=True) for row in (BuildFile.objects, Delivery.objects)]
        kept = {key for some in keys for key in some}
        files = {path.name for path in sealed.rglob("*") if path.is_file()} if sealed.exists() else set()
        clear = [path for path in building.rglob("*") if path.suffix != ".lock"] if building.exists() else []
        told = {"request.built", "request.delivered"}
        return {
            "build": Build.objects.get().state, "request": DataRequest.objects.get().state,
            "files": BuildFile.objects.count(), "missing": len(kept - files), "clear": len(clear),
            "spare": len(files - kept), "deliveries": Delivery.objects.count(),
            "out": Build.objects.get().out_at is not None,
            "told": OutboxMail.objects.filter(key__startswith="delivery:").count(),
            "events": [event for event in LedgerRow.objects.values_list("event", flat=True) if event in told],
            "chain": verify().fault is None,
        }

    def after():
        first = look()
        tick.run(AT + timedelta(minutes=10))
        work()
        print(json.dumps([first, look()]), flush=True)

    def restore():
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(base, home)

    must(make)
    shutil.copytree(home, base)
    must(lambda: profiled(10**9))
    count = int(home.with_name("count").read_text())
    points = sorted({1 + nth * (count - 1) // (POINTS - 1) for nth in range(POINTS)} | {count - 1, count - 2})
    for point in points:
        restore()
        if not os.WIFSIGNALED(in_child(lambda: profiled(point))):
            sys.exit(f"was not killed at {point} of {count}")
        must(after)
    """
)


def killed(what: str, points: int, store: Store, folder: Path) -> list[tuple[dict[str, object], dict[str, object]]]:
    """Return, for each point of a kill, what was left and what stood after the next try."""
    environment = os.environ | {
        "SCHOOLGATE_MODE": "demo",
        "SCHOOLGATE_HOME": str(folder / "home"),
        "SCHOOLGATE_STORE": str(store.path),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "schoolgate.config.settings",
        "PYTHONPATH": str(ROOT),
        "OPENBLAS_NUM_THREADS": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, what, str(points)],
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
