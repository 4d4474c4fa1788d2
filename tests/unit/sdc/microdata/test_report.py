"""What was lost, worked out by hand; and a note that tells no small count."""

from math import log2

import pyarrow as pa
import pytest

from schoolgate.sdc.microdata import Hierarchy, Homogeneity, Recoding, Sensitive, SmallValue, Spec, anonymise
from schoolgate.sdc.microdata.report import MIXED

GRADE = Hierarchy.bands("grade", {"middle": ("07", "08"), "high": ("09", "10", "11")})


def grades(*counts: tuple[str | None, int]) -> pa.Table:
    return pa.table({"grade": pa.array([grade for grade, count in counts for _ in range(count)], pa.string())})


def test_the_loss_of_a_small_file_is_what_the_formulas_say() -> None:
    frame = grades(("07", 20), ("09", 4), ("10", 8), (None, 8))
    report = anonymise(frame, Spec((GRADE,), 8, recoding=Recoding.LOCAL)).report
    attribute = report.loss.attributes[0]
    assert (attribute.exact, attribute.generalised, attribute.suppressed, attribute.missing) == (0.7, 0, 0.1, 0.2)
    assert report.loss.ncp == pytest.approx(4 * 1 / 40)
    lacking = 4 * log2(32 / 4)
    most = 20 * log2(32 / 20) + 4 * log2(32 / 4) + 8 * log2(32 / 8)
    assert report.loss.entropy == pytest.approx(lacking / most)
    assert report.loss.discernibility == 20**2 + 8**2 + 12**2
    assert (report.loss.classes, report.loss.smallest_class) == (3, 8)
    assert report.loss.average_class == pytest.approx(40 / 3 / 8)


def test_a_coarser_label_costs_its_share_of_the_values() -> None:
    report = anonymise(grades(("07", 20), ("09", 4), ("10", 4)), Spec((GRADE,), 8)).report
    assert report.loss.ncp == pytest.approx(8 / 28 * (3 - 1) / (5 - 1))
    assert report.loss.attributes[0].generalised == pytest.approx(8 / 28)


def test_uniques_small_groups_and_small_schools_are_reported() -> None:
    school = Hierarchy.flat("school", ("A", "B", "C"))
    frame = pa.table({"school": ["A"] * 12 + ["B"] * 3 + ["C"], "grade": ["07"] * 10 + ["08"] * 5 + ["09"]})
    before = anonymise(frame, Spec((school, GRADE), 10)).report.before
    assert (before.rows, before.uniques, before.in_small) == (16, 1, 6)
    assert before.small_values == (
        SmallValue("school", "B", 3),
        SmallValue("school", "C", 1),
        SmallValue("grade", "08", 5),
        SmallValue("grade", "09", 1),
    )


def test_classes_that_share_a_sensitive_value_are_reported() -> None:
    frame = grades(("07", 10), ("09", 10)).append_column("iep", pa.array(["No"] * 10 + ["Yes", "No"] * 5))
    report = anonymise(frame, Spec((GRADE,), 10, (Sensitive("iep"),))).report
    assert report.homogeneity == (Homogeneity("iep", 1, 10),)


def test_both_ways_are_measured_and_the_one_that_loses_less_is_taken() -> None:
    report = anonymise(grades(("07", 30), ("08", 12), ("09", 5), ("10", 4), ("11", 4)), Spec((GRADE,), 10)).report
    by_name = {candidate.recoding: candidate.ncp for candidate in report.candidates}
    assert by_name[Recoding.LOCAL] < by_name[Recoding.GLOBAL]
    assert report.recoding is Recoding.LOCAL
    assert report.loss.ncp == by_name[Recoding.LOCAL]


def test_the_note_says_what_was_lost_in_whole_percentages() -> None:
    frame = grades(("07", 20), ("09", 4), ("10", 8), (None, 8)).append_column("iep", pa.array(["Yes", "No"] * 20))
    note = anonymise(frame, Spec((GRADE,), 8, (Sensitive("iep", 2),), recoding=Recoding.LOCAL)).report.note()
    assert note.splitlines() == [
        "- Every combination of grade that occurs in this file, read as printed, `*` included, "
        "is shared by at least 8 students.",
        "- Every such combination holds at least 2 different values of iep (distinct diversity).",
        "- No record was dropped.",
        "- grade: 70 % as recorded, 30 % not told (`*`).",
        f"- {MIXED}",
    ]


@pytest.mark.parametrize(
    ("students", "years", "words"),
    [
        (3, 1, "Fewer than 10 records were dropped"),
        (7, 2, "14 records were dropped"),
        (0, 0, "No record was dropped"),
    ],
    ids=["three", "fourteen", "none"],
)
def test_the_note_counts_dropped_records_only_from_k_upwards(students: int, years: int, words: str) -> None:
    first = [(f"A{number}", "1") for number in range(20)]
    rare = [(f"A{number}", str(2 + year)) for number in range(students) for year in range(years)]
    lines = [{"code": code, "year": year, "grade": "07"} for code, year in first + rare]
    spec = Spec((GRADE,), 10, person="code", period="year")
    report = anonymise(pa.Table.from_pylist(lines), spec).report
    assert report.dropped == students * years
    assert words in report.note()
    assert "judged together, over every year" in report.note()
