"""Random record codes: one per student and project, in a key map that is kept apart from every file.

A code may let a project match a student's rows, and nothing else: it is drawn from the machine's own randomness and
not made from anything about the student (34 CFR 99.31(b)(2), D11), so nobody can compute it again from a number.
"""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from schoolgate.core import BadInput, Fault

ALPHABET = "BCDFGHJKMNPQRTVWXY"
"""No vowels, so no words; no digits, so no spreadsheet makes a number or a date of it; no L, S, Z, read as 1, 5, 2."""

LENGTH = 12
"""18 letters to the 12th are 10^15 codes: a project of a million students leaves a guess one chance in 10^9."""

TRIES_AT_MOST = 1000


@dataclass(frozen=True, slots=True)
class KeyMap:
    """Which code stands for which student in one project. Whoever holds it can undo the codes: the office alone.

    entries: (student, code), in the order of the codes, so that the order tells nothing of who came first. Raises
    BadInput where a student or a code occurs twice.
    """

    project: str
    entries: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        faults = [*_twice(self, 0, "student"), *_twice(self, 1, "code")]
        if faults:
            raise BadInput(faults)

    def codes(self, students: Iterable[str]) -> tuple[str, ...]:
        """Return the code of each student; KeyError where one has none."""
        known = dict(self.entries)
        return tuple(known[student] for student in students)


def random_code() -> str:
    """Return a new code from the machine's own randomness."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def assign_codes(students: Iterable[str], existing: KeyMap, new_code: Callable[[], str] = random_code) -> KeyMap:
    """Return the project's key map with a code for every student; codes given before stay as they are.

    new_code: takes nothing, so a code cannot depend on the student. A code already in use, or equal to a student's
    own number, is drawn again; BadInput where `new_code` only repeats itself.
    """
    known = dict(existing.entries)
    wanted = sorted(set(students))
    taken = set(known.values()) | set(wanted) | set(known)
    for student in wanted:
        if student not in known:
            known[student] = _fresh(taken, new_code)
            taken.add(known[student])
    return KeyMap(existing.project, tuple(sorted(known.items(), key=lambda entry: entry[1])))


def _fresh(taken: set[str], new_code: Callable[[], str]) -> str:
    for _ in range(TRIES_AT_MOST):
        code = new_code()
        if code not in taken:
            return code
    raise BadInput.at(
        "codes",
        f"{TRIES_AT_MOST} new codes in a row were in use already.",
        "Give longer codes, or a source that does not repeat itself.",
        rule="codes.exhausted",
    )


def _twice(key_map: KeyMap, part: int, name: str) -> Iterable[Fault]:
    seen: set[str] = set()
    for number, entry in enumerate(key_map.entries, 1):
        if entry[part] in seen:
            yield Fault(
                f"key map of {key_map.project}",
                number,
                name,
                f"codes.{name}-twice",
                f"The {name} of entry {number} occurs before.",
                "Restore the key map from its last good copy.",
            )
        seen.add(entry[part])
