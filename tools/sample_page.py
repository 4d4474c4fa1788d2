"""Renders docs/reference/sample.md: what the generated district holds."""

import tempfile
from pathlib import Path

from schoolgate.sample import WrittenDistrict, write_district
from schoolgate.sample.csv_files import EXTENSIONS, ONEROSTER, columns_of

_STUDENTS, _YEARS = 600, 3
_HEAD = """# The sample district

Generated: `make fix` writes this page from the generator itself.
Why it is as it is: [ADR 0501](../adr/0501-sample-district.md).

`schoolgate sample DIR [--students N] [--schools M] [--years Y] [--seed S] [--last-year 2026-27] [--json]` writes

| path | holds |
| --- | --- |
| `DIR/extract/` | a OneRoster 1.2 bulk set and its extension files: what `schoolgate load` reads |
| `DIR/requests/` | request documents, with their ID lists, consents and agreement beside them |
| `DIR/district.json` | the people, schools and days that the requests speak of |
| `DIR/README.md` | what this district holds, for the one who opens the folder |

From Python: `schoolgate.sample.write_district(path, students=…, schools=…, years=…, seed=…, last_year=…, progress=…)`.

`--students` is the number enrolled in each school year, from 300 to 2,000,000. The same arguments write the same bytes.
A folder that is not empty is refused; an interrupted run leaves nothing.
"""
_FACTS = {
    "`district_id`, `district_name`": "the organisation on top",
    "`seed`, `students`": "what it was made from",
    "`school_years`": "all school years, such as `2024-25`",
    "`current_year`": "the last year, of which only the first quarter is over",
    "`reported_year`": "the last complete year",
    "`extracted_on`": "the day of the extract; nothing in it is later",
    "`submitted`": "when the requests were submitted",
    "`release_on`": "the day on which to decide them (`--on`)",
    "`tiny_school`, `largest_school`": "sourcedIds of the two extremes",
    "`partner`, `partner_programs`, `partner_schools`": "the partner that asks for rosters, and where it works",
    "`teacher`": "teaches most sections at the largest high school, and taught there last year",
    "`principal`": "leads the largest high school",
    "`moved_teacher`": "teaches at another school than before (null where nobody does)",
    "`replaced_teacher`": "left in mid-year and was replaced (null where nobody was)",
    "`administrator`": "works at the central office",
    "`rows`": "rows of each file",
    "`roster`": "numbers listed, consents, and per defect the listed numbers that have it",
    "`requests`": "per request the outcome that the circular gives it, and what it shows",
}


def render() -> str:
    """Return the page, with the row counts of one small district."""
    with tempfile.TemporaryDirectory() as folder:
        written = write_district(Path(folder) / "district", students=_STUDENTS, years=_YEARS)
    parts = [_HEAD, _files(written), _requests(written), _known()]
    return "\n".join(parts)


def _files(written: WrittenDistrict) -> str:
    lines = [
        "## The extract",
        "",
        f"Rows are those of `schoolgate sample DIR --students {_STUDENTS} --years {_YEARS}`.",
        "",
        "| file | rows | columns that are filled or may be |",
        "| --- | ---: | --- |",
    ]
    for name in (*ONEROSTER, *EXTENSIONS):
        columns = ", ".join(column for column in columns_of(name) if column not in {"status", "dateLastModified"})
        lines.append(f"| `{name}.csv` | {written.rows[name]:,} | {columns} |")
    return "\n".join([*lines, ""])


def _requests(written: WrittenDistrict) -> str:
    lines = ["## The requests", "", "| request | outcome | what it shows |", "| --- | --- | --- |"]
    lines += [f"| `{one.name}` | {one.expected} | {one.says} |" for one in written.requests]
    return "\n".join([*lines, ""])


def _known() -> str:
    lines = ["## district.json", "", "| key | is |", "| --- | --- |"]
    lines += [f"| {key} | {meaning} |" for key, meaning in _FACTS.items()]
    lines += [
        "",
        "A person is `person_id` (users.sourcedId), `name`, `email` and `schools`, in the order of working there.",
    ]
    return "\n".join([*lines, ""])
