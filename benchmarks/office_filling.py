"""Fills an office for the benchmark, in a process of its own and once the office has started there.

One in ten people works in the office. The others ask, each with a request that was submitted by the real actions and a
draft. Around them lie requests of other people, one in ten open, the others ended, with the words of a real draft.
"""

import json
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from tests.office import TABLE

from schoolgate.office import clock
from schoolgate.office.people.models import Role, RoleGrant, User
from schoolgate.office.requests.actions import drafts, submission
from schoolgate.office.requests.models import DataRequest

PASSWORD = "benchmark only password"
STAFF_OF, OTHERS = 10, 2_000
OPEN = ("submitted", "in_progress", "waiting", "in_review", "approved", "fee_offered")
ENDED = ("closed", "closed", "closed", "delivered", "denied", "withdrawn")
LANES = ("standard", "standard", "roster", "research")


def fill(people: int, requests: int) -> list[dict[str, str]]:
    """Fill the office and return its people: session, address, role, and what each may look at."""
    now = clock.now()
    users = [_person(nth, now, is_staff=nth % STAFF_OF == 0) for nth in range(people)]
    others = [User(email=f"o{nth}@example.org", name=f"Owner {nth}") for nth in range(OTHERS)]
    User.objects.bulk_create(others)
    staff = [user for nth, user in enumerate(users) if nth % STAFF_OF == 0]
    made = [_asked(user, now) for user in users]
    rows = _rows(list(User.objects.filter(email__startswith="o")), staff, requests - 2 * people, now)
    DataRequest.objects.bulk_create(rows, batch_size=2_000)
    if connection.vendor == "postgresql":  # as its own housekeeping does within a minute; SQLite has none
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return [
        {
            "session": _session(user),
            "email": user.email,
            "role": "staff" if user in staff else "requester",
            "request": str((made[nth - 1] if user in staff else made[nth])[0]),
            "draft": str(made[nth][1]),
        }
        for nth, user in enumerate(users)
    ]


_hashed = make_password(PASSWORD)


def _person(nth: int, now: datetime, *, is_staff: bool) -> User:
    user = User(email=f"p{nth}@example.org", name=f"Person {nth}", password=_hashed)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if is_staff:
        RoleGrant.objects.create(user=user, role=Role.ANALYST, granted_at=now, granted_by="benchmark")
        TOTP.activate(user, generate_totp_secret())
    return user


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _asked(user: User, now: datetime) -> tuple[object, object]:
    """Return the keys of a request that somebody submitted and of a draft."""
    submitted = submission.submit(request=drafts.begin(owner=user, by=user, at=now, draft=TABLE), by=user, at=now)
    return submitted.pk, drafts.begin(owner=user, by=user, at=now, draft=TABLE).pk


def _rows(owners: list[User], staff: list[User], count: int, now: datetime) -> Iterator[DataRequest]:
    draft = TABLE.to_json()
    for nth in range(count):
        is_open = nth % 10 == 0
        states = OPEN if is_open else ENDED
        at = now - timedelta(minutes=nth)
        yield DataRequest(
            reference=f"ODA-2025-{nth:06d}",
            owner=owners[nth % len(owners)],
            assignee=staff[nth % len(staff)] if nth % 3 else None,
            state=states[nth // 10 % len(states)],
            state_since=at,
            draft=draft,
            version=1,
            created_at=at,
            changed_at=at,
            submitted_at=at,
            contact_due_on=(at + timedelta(days=5)).date(),
            due_on=(now + timedelta(days=nth % 61 - 20)).date() if nth % 40 else None,
            lane=LANES[nth // 7 % len(LANES)],
            clock_state=("running", "paused", "not_started")[nth // 20 % 3] if is_open else "finished",
            level="aggregate",
            purpose="planning",
            outcome="proceed",
        )


def main() -> None:
    """Fill the office with as many people and requests as the command says, and print the people as JSON."""
    sys.stdout.write(json.dumps(fill(int(sys.argv[1]), int(sys.argv[2]))))
