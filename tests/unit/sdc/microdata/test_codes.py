"""Record codes: random, per project, never made from the student."""

import hashlib
from collections.abc import Callable
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolgate.core import BadInput
from schoolgate.sdc.microdata.codes import ALPHABET, LENGTH, KeyMap, assign_codes, random_code

STUDENTS = tuple(f"{number:06d}" for number in range(500))


def counting() -> Callable[[], str]:
    numbers = iter(range(10**6))
    return lambda: f"C{next(numbers):06d}"


def test_every_student_gets_one_code_and_no_two_share_one() -> None:
    key_map = assign_codes(STUDENTS, KeyMap("reading"))
    codes = key_map.codes(STUDENTS)
    assert len(set(codes)) == len(STUDENTS)


def test_codes_have_one_length_and_an_alphabet_that_nobody_misreads() -> None:
    codes = assign_codes(STUDENTS, KeyMap("reading")).codes(STUDENTS)
    assert {len(code) for code in codes} == {LENGTH}
    assert not set("".join(codes)) - set(ALPHABET)
    assert not set(ALPHABET) & set("0123456789AEIOULSZaeiou")


def test_a_student_keeps_the_code_within_a_project() -> None:
    first = assign_codes(STUDENTS[:300], KeyMap("reading"))
    later = assign_codes(STUDENTS[200:], first)
    assert later.codes(STUDENTS[:300]) == first.codes(STUDENTS[:300])
    assert len(later.entries) == len(STUDENTS)


def test_another_project_gives_other_codes() -> None:
    one, other = (assign_codes(STUDENTS, KeyMap(project)).codes(STUDENTS) for project in ("reading", "sports"))
    assert not set(one) & set(other)


def test_the_order_of_the_key_map_does_not_tell_who_came_first() -> None:
    key_map = assign_codes(STUDENTS, KeyMap("reading"))
    assert [code for _, code in key_map.entries] == sorted(code for _, code in key_map.entries)
    assert [student for student, _ in key_map.entries] != sorted(STUDENTS)


def test_a_code_in_use_or_equal_to_a_student_number_is_drawn_again() -> None:
    draws = iter(["X", "000001", "X", "Y"])
    key_map = assign_codes(["000001", "000002"], KeyMap("reading"), lambda: next(draws))
    assert key_map.codes(["000001", "000002"]) == ("X", "Y")


def test_a_source_that_repeats_itself_is_refused() -> None:
    same = cycle(["X"])
    with pytest.raises(BadInput) as error:
        assign_codes(["1", "2"], KeyMap("reading"), lambda: next(same))
    assert error.value.faults[0].rule == "codes.exhausted"


def test_a_key_map_with_a_student_or_a_code_twice_is_refused_with_every_fault() -> None:
    with pytest.raises(BadInput) as error:
        KeyMap("reading", (("1", "A"), ("1", "B"), ("2", "B")))
    assert [fault.rule for fault in error.value.faults] == ["codes.student-twice", "codes.code-twice"]


def test_random_codes_do_not_repeat() -> None:
    assert len({random_code() for _ in range(2000)}) == 2000


@given(st.lists(st.text(min_size=1), max_size=20), st.lists(st.text(min_size=1), max_size=20))
def test_assigning_is_the_same_in_any_order_and_never_takes_a_code_back(first: list[str], later: list[str]) -> None:
    forwards = assign_codes(first, KeyMap("p"), counting())
    backwards = assign_codes(reversed(first), KeyMap("p"), counting())
    assert forwards == backwards
    grown = assign_codes(later, forwards, counting())
    assert set(forwards.entries) <= set(grown.entries)
    assert {student for student, _ in grown.entries} == set(first) | set(later)


@pytest.mark.parametrize("algorithm", sorted(hashlib.algorithms_guaranteed))
def test_no_code_is_a_hash_of_a_student_number(algorithm: str) -> None:
    key_map = assign_codes(STUDENTS[:100], KeyMap("reading"))
    codes = {code.lower() for _, code in key_map.entries}
    for student in STUDENTS[:100]:
        digest = hashlib.new(algorithm, student.encode())
        hexes = digest.hexdigest(32) if algorithm.startswith("shake") else digest.hexdigest()  # type: ignore[call-arg]
        assert not any(code in hexes or hexes.startswith(code) for code in codes)
