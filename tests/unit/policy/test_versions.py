"""Versions of the circular: read, checked, side by side, compared."""

from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from tests.policy_facts import ON, PACK, request, where

from schoolgate.core import BadInput, DataLevel
from schoolgate.policy.at_release import determine_at_release
from schoolgate.policy.determination import GateId, GateStatus, Lane, Outcome, Redirect
from schoolgate.policy.elements import ElementClass
from schoolgate.policy.pack import PolicyPack
from schoolgate.policy.pack_file import load_pack, parse_pack
from schoolgate.policy.versions import available_packs, current_pack, diff_packs
from schoolgate.policy.vocabulary import Purpose, RequesterKind

TEXT = resources.files("schoolgate.policy").joinpath("packs/oda-03-v01.toml").read_text(encoding="utf-8")
BEGINS = date(2026, 9, 1)


def _second() -> PolicyPack:
    """Return a made-up second version: 20 students, no grade to select by, partners wait longer, no gifted flag."""
    text = TEXT.replace('version = "01"', f'version = "02"\neffective_from = {BEGINS}')
    text = text.replace("threshold = 10 ", "threshold = 20 ").replace("partner = 15", "partner = 20")
    text = text.replace('selectors = ["grade"]', 'selectors = ["age"]')
    head, _, tail = text.partition("[elements.gifted]")
    return parse_pack(f"{head}[elements.{tail.partition('[elements.')[2]}", source="oda-03-v02.toml")


SECOND = _second()


def test_the_first_version_says_what_the_circular_says() -> None:
    assert PACK.label == "ODA-03 v01"
    assert "Mary Skipper" in PACK.issuer
    assert (PACK.threshold, PACK.disclosure.k, PACK.disclosure.level) == (10, 10, "ambiguous")
    days = PACK.days
    assert (days.clarification_amber, days.clarification_breach) == (3, 5)
    assert (days.general, days.partner, days.research) == (15, 15, 25)
    assert PACK.directory_items == ("name", "age", "grade", "enrollment_dates")


def test_the_registry_holds_every_element_once_and_no_restricted_one_on_any_lane() -> None:
    ids = [element.id for element in PACK.elements]
    assert len(ids) == len(set(ids)) == 33
    for element in PACK.elements:
        assert bool(element.lanes) != (element.kind is ElementClass.RESTRICTED)
        assert (Lane.DIRECTORY in element.lanes) == element.is_directory


@pytest.mark.parametrize(
    ("day", "label"),
    [(date(2026, 8, 31), "ODA-03 v01"), (BEGINS, "ODA-03 v02"), (date(2030, 1, 1), "ODA-03 v02")],
    ids=["day-before", "first-day", "later"],
)
def test_effective_dates_choose_the_version_in_force(day: date, label: str) -> None:
    assert current_pack(day, (PACK, SECOND)).label == label


def test_a_version_ends_where_it_is_superseded_even_without_a_next_one() -> None:
    ended = replace(PACK, superseded_on=BEGINS)
    assert current_pack(date(2026, 8, 31), (ended,)) is ended
    with pytest.raises(BadInput) as caught:
        current_pack(BEGINS, (ended,))
    assert caught.value.faults[0].rule == "policy.none-in-force"


def test_the_versions_that_ship_are_all_readable() -> None:
    assert PACK in available_packs()


def test_a_diff_names_what_changed_and_nothing_else() -> None:
    changes = {change.key: (change.before, change.after) for change in diff_packs(PACK, SECOND)}
    gifted = {key for key in changes if key.startswith("elements.gifted.")}
    assert gifted
    assert all(changes.pop(key)[1] is None for key in gifted)
    assert changes == {
        "version": ("01", "02"),
        "effective_from": ("none", "2026-09-01"),
        "disclosure.threshold": ("10", "20"),
        "disclosure_for_public.threshold": ("10", "20"),
        "days.partner": ("15", "20"),
        "directory_selectors": ("grade", "age"),
    }
    assert diff_packs(PACK, PACK) == ()
    assert "disclosure.threshold: 10 → 20" in [str(change) for change in diff_packs(PACK, SECOND)]


def test_a_diff_the_other_way_round_names_what_was_added() -> None:
    added = [change for change in diff_packs(SECOND, PACK) if change.before is None]
    assert {change.key.rpartition(".")[0] for change in added} == {"elements.gifted"}
    assert all("added" in str(change) for change in added)


def test_a_request_keeps_its_version_and_takes_what_is_stricter_on_the_day_of_release() -> None:
    listed = where(request(RequesterKind.PUBLIC, DataLevel.DIRECTORY), grade=("11",))
    answer = determine_at_release(listed, at_submission=PACK, at_release=SECOND)
    assert (answer.policy, answer.rechecked_under) == ("ODA-03 v01", "ODA-03 v02")
    found = answer.gate(GateId.DIRECTORY_SELECTION)
    assert found is not None
    assert found.status is GateStatus.REFUSED
    assert answer.outcome is Outcome.REFUSED
    assert answer.disclosure.threshold == 20


def test_a_later_version_never_loosens_an_open_request() -> None:
    loose = replace(PACK, version="02", disclosure=replace(PACK.disclosure, threshold=5, k=3))
    answer = determine_at_release(request(), at_submission=PACK, at_release=loose)
    assert (answer.disclosure.threshold, answer.disclosure.k) == (10, 10)


def test_a_request_that_a_later_version_sends_on_is_sent_on() -> None:
    words = replace(PACK.words, media_words=(*PACK.words.media_words, "tutors"))
    later = replace(PACK, version="02", words=words)
    answer = determine_at_release(
        request(RequesterKind.PUBLIC, DataLevel.AGGREGATE), at_submission=PACK, at_release=later
    )
    assert (answer.outcome, answer.redirect) == (Outcome.REDIRECT, Redirect.COMMUNICATIONS_OFFICE)
    asked = replace(request(), purpose=Purpose.JOURNALISM)
    assert determine_at_release(asked, at_submission=PACK, at_release=later).outcome is Outcome.REDIRECT


def test_the_same_version_is_not_asked_twice() -> None:
    assert determine_at_release(request(), at_submission=PACK, at_release=PACK).rechecked_under is None
    assert PACK.is_in_force(ON)


# id: (text, text in its place, dotted key, rule)
BROKEN: dict[str, tuple[str, str, str | None, str]] = {
    "no-title": ("title = ", "tittle = ", "title", "document.missing-key"),
    "threshold-in-quotes": ("threshold = 10 ", 'threshold = "10" ', "disclosure.threshold", "document.type"),
    "threshold-that-hides-nothing": ("threshold = 10 ", "threshold = 1 ", "disclosure.threshold", "pack.threshold"),
    "negative-days": ("partner = 15", "partner = -1", "days.partner", "document.number"),
    "unknown-level": ('level = "ambiguous"', 'level = "some"', "disclosure.level", "pack.level"),
    "bad-pattern": ("'[0-9]{5,9}'", "'['", "student_numbers.bps", "pack.pattern"),
    "bad-day-of-year": ('opt_out_by = "09-30"', 'opt_out_by = "30-09"', "directory.opt_out_by", "pack.month-day"),
    "day-of-leap-years": ('opt_out_by = "09-30"', 'opt_out_by = "02-29"', "directory.opt_out_by", "pack.month-day"),
    "no-such-grade": ('from_grade = "09"', 'from_grade = "9"', "rights.student_may_sign_from_grade", "pack.grade"),
    "unknown-audience-rule": ('internal = "fits"', 'internal = "yes"', "audience.internal", "document.unknown-value"),
    "unknown-class": ('class = "status"', 'class = "state"', "elements.iep.class", "document.unknown-value"),
    "unknown-number": ('clauses = ["R11", "D12"]', 'clauses = ["R99"]', "elements.name.clauses", "pack.clause"),
    "restricted-without-reason": (
        'restricted = "it is private (EQT-04)"',
        "",
        "elements.sex_assigned_at_birth.class",
        "pack.restricted",
    ),
    "health-on-a-lane": (
        'clauses = ["D13"]\nhealth = "routine"',
        'clauses = ["D13"]\nhealth = "routine"\n[elements.x]\ntitle = "x"\nclass = "status"\n'
        'lanes = ["roster"]\nclauses = ["R7"]\nhealth = "limited"',
        "elements.x.health",
        "pack.health",
    ),
    "nearest-that-is-not-there": (
        'nearest = "age"',
        'nearest = "years"',
        "elements.date_of_birth.nearest",
        "pack.dangling",
    ),
    "ends-before-it-begins": (
        'version = "01"',
        'version = "01"\neffective_from = 2026-01-01\nsuperseded_on = 2025-01-01',
        "superseded_on",
        "pack.dates",
    ),
    "negative-fee": ("per_hour = 0", "per_hour = -5", "fees.per_hour", "document.number"),
    "endless-fee": ("per_hour = 0", "per_hour = inf", "fees.per_hour", "document.number"),
    "unknown-table": ("[survey]", "[surveys]\n[survey]", "surveys", "document.unknown-key"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_version_is_refused_with_the_line_and_the_mend(name: str, tmp_path: Path) -> None:
    old, new, key, rule = BROKEN[name]
    assert old in TEXT
    path = tmp_path / "pack.toml"
    path.write_text(TEXT.replace(old, new) if name == "unknown-class" else TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load_pack(path)
    found = [fault for fault in caught.value.faults if (fault.column, fault.rule) == (key, rule)]
    assert len(found) == 1
    assert found[0].mend
    lines = path.read_text(encoding="utf-8").splitlines()
    last = (key or "").rpartition(".")[2]
    if rule not in {"document.missing-key", "pack.restricted"}:
        assert last in lines[(found[0].line or 0) - 1]
