"""Whether a consent holds: who signed, for whom, for what, and until when."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.policy_facts import CONSENT, ON, PACK

from schoolgate.core import BadInput
from schoolgate.policy.consents import (
    Consent,
    ConsentReason,
    ConsentView,
    Signatory,
    Signer,
    age_on,
    consented_elements,
    read_consents,
)

CHILD = Signatory(date(2014, 6, 1), "06")


def _view(*consents: Consent, student: Signatory = CHILD, on: date = ON) -> ConsentView:
    return consented_elements(consents, student=student, recipient="Tutors", purpose="services", on=on, pack=PACK)


def _reasons(consent: Consent, student: Signatory = CHILD, on: date = ON) -> list[ConsentReason]:
    return [refused.reason for refused in _view(consent, student=student, on=on).refused]


P, S = Signer.PARENT, Signer.STUDENT
SIGNED = date(2026, 1, 5)


def _aged(years: int, day_offset: int = 0) -> date:
    """Return the birth date of somebody who turns `years` on the day of signing plus the offset."""
    return date(SIGNED.year - years, SIGNED.month, SIGNED.day) + timedelta(days=day_offset)


@pytest.mark.parametrize(
    ("birth_date", "grade", "signer", "holds"),
    [
        (_aged(10), "05", P, True),
        (_aged(10), "05", S, False),
        (_aged(14, 1), "08", S, False),
        (_aged(14), "08", S, True),
        (_aged(14), "08", P, True),
        (_aged(13), "09", S, True),
        (_aged(13), "09", P, True),
        (_aged(13), "08", S, False),
        (_aged(17), "12", P, True),
        (_aged(18), "12", P, False),
        (_aged(18), "12", S, True),
        (_aged(18, 60), "12", P, False),
        (None, "05", P, True),
        (None, "10", P, False),
        (None, "10", S, True),
        (None, "05", S, False),
        (None, None, P, False),
        (None, None, S, False),
        (_aged(10), "UG", S, False),
    ],
    ids=[
        "ten-parent",
        "ten-student",
        "day-before-fourteen-student",
        "fourteenth-birthday-student",
        "fourteen-parent",
        "thirteen-in-grade-9-student",
        "thirteen-in-grade-9-parent",
        "thirteen-in-grade-8-student",
        "seventeen-parent",
        "eighteen-parent",
        "eighteen-student",
        "parent-signed-before-eighteen-but-eighteen-now",
        "no-birth-date-grade-5-parent",
        "no-birth-date-grade-10-parent",
        "no-birth-date-grade-10-student",
        "no-birth-date-grade-5-student",
        "nothing-known-parent",
        "nothing-known-student",
        "grade-of-no-rank",
    ],
)
def test_who_may_sign_depends_on_age_or_grade(
    birth_date: date | None, grade: str | None, signer: Signer, holds: bool
) -> None:
    view = _view(replace(CONSENT, signer=signer), student=Signatory(birth_date, grade))
    assert view.elements == (frozenset(CONSENT.elements) if holds else frozenset())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"signer": None}, ConsentReason.UNSIGNED),
        ({"signed_on": None}, ConsentReason.UNSIGNED),
        ({"elements": ()}, ConsentReason.NOT_SPECIFIC),
        ({"recipient": ""}, ConsentReason.NOT_SPECIFIC),
        ({"purpose": ""}, ConsentReason.NOT_SPECIFIC),
        ({"recipient": "Others"}, ConsentReason.OTHER_RECIPIENT),
        ({"purpose": "research"}, ConsentReason.OTHER_PURPOSE),
        ({"signed_on": ON + timedelta(days=1)}, ConsentReason.NOT_YET_SIGNED),
        ({"expires_on": ON - timedelta(days=1)}, ConsentReason.EXPIRED),
        ({"revoked_on": ON}, ConsentReason.REVOKED),
        ({"signer_barred": True}, ConsentReason.SIGNER_BARRED),
        ({"signer": S}, ConsentReason.SIGNER_NOT_ENTITLED),
    ],
)
def test_a_consent_with_one_defect_lets_nothing_out_and_says_why(
    change: dict[str, object], reason: ConsentReason
) -> None:
    consent = replace(CONSENT, **change)  # type: ignore[arg-type]  # the consent's own fields
    assert _view(consent).elements == frozenset()
    assert _reasons(consent) == [reason]


def test_a_consent_holds_on_its_first_and_its_last_day_and_until_the_day_it_is_revoked() -> None:
    assert not _reasons(CONSENT, on=SIGNED)
    assert not _reasons(replace(CONSENT, expires_on=ON))
    assert not _reasons(replace(CONSENT, revoked_on=ON + timedelta(days=1)))


def test_recipient_and_purpose_are_compared_without_regard_to_case_and_blanks() -> None:
    assert not _reasons(replace(CONSENT, recipient="  TUTORS ", purpose="Services"))


def test_what_several_consents_let_out_adds_up_and_the_defective_one_is_named() -> None:
    other = replace(CONSENT, line=3, elements=("course_marks",))
    revoked = replace(CONSENT, line=4, elements=("discipline",), revoked_on=SIGNED)
    view = _view(CONSENT, other, revoked)
    assert view.elements == {"name", "grade", "attendance_by_quarter", "course_marks"}
    assert [(refused.line, refused.reason) for refused in view.refused] == [(4, ConsentReason.REVOKED)]


@given(st.dates(date(2000, 1, 1), date(2020, 12, 31)), st.integers(0, 8000))
def test_age_never_falls_and_grows_by_one_at_most(birth: date, days: int) -> None:
    day = birth + timedelta(days=days)
    assert 0 <= age_on(birth, day + timedelta(days=1)) - age_on(birth, day) <= 1


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2012, 2, 29), date(2026, 2, 28), 13),
        (date(2012, 2, 29), date(2026, 3, 1), 14),
        (date(2012, 4, 14), date(2026, 4, 14), 14),
    ],
    ids=["leap-day-born-before", "leap-day-born-after", "birthday"],
)
def test_age_is_in_whole_years(birth: date, day: date, age: int) -> None:
    assert age_on(birth, day) == age


HEADER = "student_id,elements,recipient,purpose,signer,signed_on,expires_on,revoked_on"


def test_an_unsigned_form_is_read_as_a_consent_that_does_not_hold(tmp_path: Path) -> None:
    path = tmp_path / "consents.csv"
    path.write_text(f"{HEADER}\n1000789,name; grade ,Tutors,services,,,,\n", encoding="utf-8")
    (consent,) = read_consents(path)
    assert (consent.signer, consent.signed_on, consent.elements) == (None, None, ("name", "grade"))


def test_a_court_paper_that_bars_the_signer_is_read(tmp_path: Path) -> None:
    path = tmp_path / "consents.csv"
    row = "1000789,name,Tutors,services,parent,2026-01-05,,"
    path.write_text(f"{HEADER},signer_barred\n{row},yes\n{row},\n", encoding="utf-8")
    assert [consent.signer_barred for consent in read_consents(path)] == [True, False]


def test_a_flag_that_is_neither_yes_nor_no_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "consents.csv"
    path.write_text(f"{HEADER},signer_barred\n1,name,T,s,parent,2026-01-05,,,maybe\n", encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_consents(path, pack=PACK)
    assert [(fault.line, fault.column) for fault in caught.value.faults] == [(2, "signer_barred")]


def test_a_consent_for_one_day_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "consents.csv"
    path.write_text(f"{HEADER}\n1,name,T,services,parent,2026-01-05,2026-01-05,\n", encoding="utf-8")
    (consent,) = read_consents(path)
    assert consent.expires_on == consent.signed_on
