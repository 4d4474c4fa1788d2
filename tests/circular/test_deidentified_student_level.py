"""R31, D11 and T19, as far as the de-identified file itself goes: no student stands alone, and codes tell nothing."""

import hashlib
import inspect
from base64 import b32encode, b64encode
from collections import Counter

import numpy as np
import pyarrow as pa

from schoolgate.sdc import microdata
from schoolgate.sdc.microdata import Hierarchy, Spec
from schoolgate.sdc.microdata.codes import KeyMap, assign_codes

GRADES = ("07", "08", "09", "10", "11", "12")
SPEC = Spec(
    (
        Hierarchy.bands("grade", {"middle": GRADES[:2], "high": GRADES[2:]}),
        Hierarchy.of("school", {f"S{n}": ("North" if n < 4 else "South",) for n in range(8)}),
        Hierarchy.flat("race_ethnicity", ("Asian", "Black", "Hispanic", "White")),
    ),
    person="code",
    keep=("days_absent",),
)


def students(rows: int) -> pa.Table:
    rng = np.random.default_rng(3)
    return pa.table(
        {
            "student_id": [f"{100000 + number}" for number in range(rows)],
            "name": [f"Student {number}" for number in range(rows)],
            "grade": [GRADES[one] for one in rng.integers(0, 6, rows)],
            "school": [f"S{one}" for one in rng.integers(0, 8, rows)],
            "race_ethnicity": [("Asian", "Black", "Hispanic", "White")[one] for one in rng.integers(0, 4, rows)],
            "days_absent": rng.integers(0, 40, rows),
        }
    )


def coded(frame: pa.Table, key_map: KeyMap) -> pa.Table:
    return frame.append_column("code", pa.array(key_map.codes(frame.column("student_id").to_pylist())))


def test_r31_ten_is_the_least_number_who_share_a_combination_unless_the_policy_says_otherwise() -> None:
    frame = students(700)
    released = microdata.anonymise(
        coded(frame, assign_codes(frame.column("student_id").to_pylist(), KeyMap("p"))), SPEC
    )
    combinations = Counter(zip(*(released.frame.column(name).to_pylist() for name in SPEC.names), strict=True))
    assert SPEC.k == 10
    assert min(combinations.values()) >= 10


def test_r31_names_and_numbers_that_nobody_declared_never_reach_the_file() -> None:
    frame = students(200)
    released = microdata.anonymise(
        coded(frame, assign_codes(frame.column("student_id").to_pylist(), KeyMap("p"))), SPEC
    )
    assert released.frame.column_names == ["code", "grade", "school", "race_ethnicity", "days_absent"]
    assert released.report.left_out == ("student_id", "name")


def test_d11_the_order_of_the_rows_does_not_tell_whose_they_are() -> None:
    frame = coded(students(300), assign_codes(students(300).column("student_id").to_pylist(), KeyMap("p")))
    backwards = frame.take(list(range(299, -1, -1)))
    one, other = (microdata.anonymise(given, SPEC, seed=8).frame for given in (frame, backwards))
    assert one.equals(other)


def test_d11_years_that_a_code_links_are_judged_together() -> None:
    ways = [("07", "08"), ("07", "09"), ("10", "08"), ("10", "09")]
    rows = [
        {"code": f"C{way}-{number}", "year": f"202{year}", "grade": grade}
        for way, grades in enumerate(ways)
        for number in range(6)
        for year, grade in enumerate(grades)
    ]
    frame, grade = pa.Table.from_pylist(rows), Hierarchy.flat("grade", GRADES)
    alone = microdata.anonymise(frame, Spec((grade,), keep=("code", "year"))).frame
    linked = Spec((grade,), person="code", period="year")
    assert alone.column("grade").to_pylist().count("*") == 0
    assert microdata.check(alone.select(["code", "year", "grade"]), linked)
    assert not microdata.check(microdata.anonymise(frame, linked).frame, linked)


def test_t19_codes_differ_between_projects_and_stay_within_one() -> None:
    ids = students(400).column("student_id").to_pylist()
    first = assign_codes(ids, KeyMap("one"))
    assert assign_codes(ids, first) == first
    assert not set(first.codes(ids)) & set(assign_codes(ids, KeyMap("two")).codes(ids))


def test_t19_codes_cannot_be_made_from_a_student_number() -> None:
    new_code = inspect.signature(assign_codes).parameters["new_code"].default
    assert not inspect.signature(new_code).parameters
    ids = students(400).column("student_id").to_pylist()
    codes = {code.casefold() for code in assign_codes(ids, KeyMap("one")).codes(ids)}
    for student in ids:
        for algorithm in ("md5", "sha1", "sha256", "sha512", "blake2b", "blake2s"):
            digest = hashlib.new(algorithm, student.encode())
            for text in (digest.hexdigest(), b32encode(digest.digest()).decode(), b64encode(digest.digest()).decode()):
                assert not any(text.casefold().startswith(code) for code in codes)
