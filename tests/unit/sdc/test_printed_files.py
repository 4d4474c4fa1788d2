"""Tables printed elsewhere are read as their specification says: long or wide, with titles and any marks."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any  # layouts are JSON documents

import numpy as np
import pytest
from click.testing import CliRunner

from schoolgate import sdc
from schoolgate.cli.audit import audit
from schoolgate.core import BadInput
from schoolgate.sdc.printed_files import read_table

WIDE: Mapping[str, Any] = {"columns": {"district": "District"}, "wide": "race", "ignore": ["Code"]}
WIDE_FILE = 'Counts\n2017\n\n,,Race,,,\nDistrict,Code,Asian,White,Total,% Asian\nAdams,"=""01""",*,"1,200",1207,0.6\n'


def table_of(folder: Path, layout: Mapping[str, Any], text: str) -> sdc.PublishedTable:
    names = sorted({*layout.get("columns", {}), *([layout["wide"]] if "wide" in layout else [])})
    spec = {"name": "printed", "dims": [{"name": name} for name in names], "print": layout}
    (folder / "spec.json").write_text(json.dumps(spec))
    (folder / "cells.csv").write_text(text)
    return read_table(folder / "spec.json", folder / "cells.csv")[0]


def test_a_wide_table_has_its_codes_in_the_header(tmp_path: Path) -> None:
    table = table_of(tmp_path, WIDE, WIDE_FILE)
    assert [dimension.codes for dimension in table.dimensions] == [("Total", "Adams"), ("Total", "Asian", "White")]
    assert table.counts[1].tolist() == [1207, 0, 1200]
    assert table.hidden[1].tolist() == [False, True, False]
    assert table.absent[0].all()
    assert sdc.audit([table]).low.tolist() == [7]


@pytest.mark.parametrize(
    ("text", "marks", "hidden", "absent", "least", "most"),
    [
        ("*", {}, True, False, -1, -1),
        ("s", {}, True, False, -1, -1),
        ("", {}, True, False, -1, -1),
        ("-", {}, True, False, -1, -1),
        ("<10", {}, True, False, -1, 9),
        ("n<10", {}, True, False, -1, 9),
        ("≤ 5", {}, True, False, -1, 5),
        ("5 or fewer", {}, True, False, -1, 5),
        ("1-4", {}, True, False, 1, 4),
        ("N/A", {"N/A": "absent"}, False, True, -1, -1),
        ("N/A", {"N/A": "zero"}, False, False, -1, -1),
        ("s", {"s": [1, 5]}, True, False, 1, 5),
    ],
)
def test_a_mark_tells_what_the_specification_says_or_what_it_looks_like(
    tmp_path: Path, text: str, marks: dict[str, object], hidden: bool, absent: bool, least: int, most: int
) -> None:
    layout = {"columns": {"school": "School"}, "count": "n", "marks": marks}
    table = table_of(tmp_path, layout, f"School,n\nAdams,{text}\nBurke,12\nTotal,40\n")
    assert (table.hidden[1], table.absent[1]) == (hidden, absent)
    assert table.least is not None
    assert table.most is not None
    assert (table.least[1], table.most[1]) == (least, most)


def test_a_bound_in_a_mark_is_used(tmp_path: Path) -> None:
    layout = {"columns": {"school": "School"}, "count": "n"}
    table = table_of(tmp_path, layout, "School,n\nAdams,<6\nBurke,*\nTotal,40\n")
    found = sdc.audit([table])
    assert (found.low.tolist(), found.high.tolist()) == ([0, 35], [5, 40])


def test_codes_that_are_nowhere_in_the_file_keep_the_sums_open(tmp_path: Path) -> None:
    layout = {"columns": {"school": "School"}, "count": "n", "roots": {"school": "All"}, "incomplete": ["school"]}
    table = table_of(tmp_path, layout, "School,n\nAdams,*\nBurke,12\nAll,40\n")
    assert sdc.audit([table]).high.tolist() == [28]
    closed = {**layout, "incomplete": []}
    assert sdc.audit([table_of(tmp_path, closed, "School,n\nAdams,*\nBurke,12\nAll,40\n")]).low.tolist() == [28]


@pytest.mark.parametrize(
    ("layout", "text", "place"),
    [
        ({"columns": {"school": "School"}, "count": "n"}, "School,n\nAdams,12.5\n", (2, "n")),
        ({"columns": {"school": "School"}, "count": "n"}, "School,n\nAdams,1\nAdams,2\n", (3, None)),
        ({"columns": {"school": "School"}, "count": "n"}, "School,m\nAdams,1\n", (None, None)),
        ({"columns": {"school": "School"}}, "School,n\nAdams,1\n", (None, "print")),
        ({"columns": {"school": "School"}, "count": "n", "sort": 1}, "School,n\nAdams,1\n", (None, "print.sort")),
        ({"columns": {"school": "School"}, "count": "n", "marks": {"*": "?"}}, "School,n\n", (None, "print.marks.*")),
    ],
    ids=["a percentage", "a cell twice", "no header", "no counts", "an unknown key", "a mark without meaning"],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    tmp_path: Path, layout: Mapping[str, Any], text: str, place: tuple[int | None, str | None]
) -> None:
    with pytest.raises(BadInput) as caught:
        table_of(tmp_path, layout, text)
    assert (caught.value.faults[0].line, caught.value.faults[0].column) == place


def test_the_command_tells_how_a_count_came_back_and_writes_every_range(tmp_path: Path) -> None:
    table_of(tmp_path, WIDE, WIDE_FILE)
    given = ["--spec", str(tmp_path / "spec.json"), str(tmp_path / "cells.csv"), "--out", str(tmp_path / "ranges.csv")]
    done = CliRunner().invoke(audit, [*given, "--json"], standalone_mode=False)
    assert done.return_value == 1
    document = json.loads(done.stdout)
    assert (document["exact"], document["broken"]) == (1, 1)
    chain = "district=Adams, race=Asian = 1,207 - 1,200 = 7"
    recovered = {"cell": "district=Adams, race=Asian", "count": 7, "how": "propagation", "chain": [chain]}
    assert document["recovered"] == [recovered]
    written = (tmp_path / "ranges.csv").read_text().splitlines()
    assert written[1] == f'"district=Adams, race=Asian",7,7,0,propagation,exact,broken,7,7,"{chain}"'


def test_a_requirement_is_asked_of_every_cell(tmp_path: Path) -> None:
    table_of(tmp_path, {"columns": {"school": "School"}, "count": "n"}, "School,n\nA,*\nB,*\nC,5\nTotal,12\n")
    given = ["--spec", str(tmp_path / "spec.json"), str(tmp_path / "cells.csv")]
    codes = [
        CliRunner().invoke(audit, [*given, *more], standalone_mode=False).return_value
        for more in ([], ["--require-upper", "10"], ["--require-width", "7"], ["--require-width", "8", "--verdict"])
    ]
    assert codes == [0, 1, 0, 1]


def seven_releases(shared: Path, folder: Path) -> list[sdc.PublishedTable]:
    """Read the seven releases of suspensions of one year, by district."""
    by = {
        "all": None,
        "gender": "Gender",
        "grade": "Grade",
        "race": "Race/Ethnicity",
        "ell": "English Learner Status",
        "lunch": "Free/Reduced Price Meal Eligibility",
        "sped": "Special Education Status",
    }
    tables = []
    for name, column in by.items():
        text = (shared / "data" / "published" / "ct_suspensions_2018-19" / f"{name}.csv").read_text("utf-8-sig")
        columns = {"district": "District", **({name: column} if column else {})}
        halves = [name] if name in {"ell", "lunch", "sped"} else []  # the other half is not printed
        layout = {"columns": columns, "count": "Count", "marks": {"N/A": "zero"}, "incomplete": ["district", *halves]}
        tables.append(table_of(folder, layout, text))
    return tables


def test_real_suspensions_give_five_hidden_gender_counts_back(shared: Path, tmp_path: Path) -> None:
    found = sdc.audit(seven_releases(shared, tmp_path), model="nonneg")
    exact = [found.cells[place] for place in np.flatnonzero(found.low == found.high)]
    assert len(exact) == 5
    assert all("gender=Female" in cell for cell in exact)


def test_real_enrolment_withstands_subtraction_and_not_linear_programmes(shared: Path, tmp_path: Path) -> None:
    text = (shared / "data" / "published" / "ct_enrollment_2017-18" / "race.csv").read_text("utf-8-sig")
    found = sdc.audit([table_of(tmp_path, {**WIDE, "ignore": ["District Code"]}, text)], model="nonneg")
    assert len(found.cells) == 345
    assert found.exact_by_propagation == 0
    assert int((found.width <= 5).sum()) == 80
    assert found.confined == 204


def test_real_percentages_alone_give_nothing_to_subtract(shared: Path, tmp_path: Path) -> None:
    text = (shared / "data" / "published" / "ct_chronic_absence_2016-17" / "sped.csv").read_text("utf-8-sig")
    columns = {"district": "District", "sped": "Special Education Status"}
    with pytest.raises(BadInput, match="do not add up"):
        table_of(tmp_path, {"columns": columns, "count": "% Chronically Absent"}, text)
