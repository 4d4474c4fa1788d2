"""Writes a whole generated district into a folder, or nothing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from schoolgate.core import BadInput, Progress, SchoolYear, silent
from schoolgate.sample.consents import CONSENT_COLUMNS, Roster, enrolled_at, make_roster, student_number
from schoolgate.sample.csv_files import write_csv
from schoolgate.sample.district import District, make_district
from schoolgate.sample.documents import agreement_pdf, toml_text
from schoolgate.sample.extract import write_extract
from schoolgate.sample.facts import Facts, make_facts
from schoolgate.sample.plan import LAST_YEAR, DistrictPlan
from schoolgate.sample.readme import readme_text
from schoolgate.sample.request_documents import request_samples
from schoolgate.sample.request_parts import RequestSample

_STUDIED = 60


@dataclass(frozen=True, slots=True)
class WrittenDistrict:
    """What was written: the folder, the facts of district.json, rows by file, and the requests."""

    path: Path
    facts: Facts
    rows: dict[str, int]
    requests: tuple[RequestSample, ...]

    @property
    def extract(self) -> Path:
        """Return the folder to load."""
        return self.path / "extract"


def write_district(
    path: Path,
    *,
    students: int = 12_000,
    schools: int | None = None,
    years: int = 5,
    seed: int = 1,
    last_year: SchoolYear = LAST_YEAR,
    progress: Progress = silent,
) -> WrittenDistrict:
    """Write a generated district into a folder that does not exist yet, or is empty.

    The same arguments give the same bytes. It is built beside the folder and renamed into place, so that an
    interrupted run leaves nothing. Raises BadInput where a number is out of bounds, the folder is not empty or the
    disk takes no more.
    """
    plan = DistrictPlan(students, schools, years, seed, last_year)
    _refuse_unless_free(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent, ignore_cleanup_errors=True) as aside:
            written = _write(plan, Path(aside) / "district", path, progress)
            (Path(aside) / "district").replace(path)
    except OSError as error:
        message = f"The district cannot be written there: {error.strerror}."
        mend = "Check the path, its permissions and the space on the disk."
        raise BadInput.at(str(path), message, mend, rule="sample.unwritable") from error
    return written


def _refuse_unless_free(path: Path) -> None:
    if path.is_dir() and not any(path.iterdir()):
        return
    if path.exists() or path.is_symlink():
        what = "The folder is not empty." if path.is_dir() else "There is a file of that name."
        raise BadInput.at(str(path), what, "Name a new folder, or empty this one.", rule="sample.not-empty")


def _write(plan: DistrictPlan, folder: Path, path: Path, progress: Progress) -> WrittenDistrict:
    (folder / "extract").mkdir(parents=True)
    (folder / "requests").mkdir()
    district = make_district(plan, progress)
    rows = write_extract(district, folder / "extract", progress)
    facts = make_facts(district)
    requests = tuple(request_samples(facts))
    roster = make_roster(district, facts)
    _write_requests(district, folder / "requests", requests, roster)
    document = facts.document() | {
        "rows": rows,
        "roster": {"listed": len(roster.listed), "consents": len(roster.consents), "defects": roster.defects},
        "requests": {one.name: {"expected": one.expected, "says": one.says} for one in requests},
    }
    text = json.dumps(document, indent=2, ensure_ascii=False, default=lambda day: day.isoformat())
    (folder / "district.json").write_text(text + "\n", encoding="utf-8")
    (folder / "README.md").write_text(readme_text(facts, rows, requests, _command(plan)), encoding="utf-8")
    return WrittenDistrict(path, facts, rows, requests)


def _command(plan: DistrictPlan) -> str:
    numbers = f"--students {plan.students} --schools {plan.school_count} --years {plan.years} --seed {plan.seed}"
    return f"schoolgate sample DIR {numbers} --last-year {plan.last_year}"


def _write_requests(district: District, folder: Path, requests: Sequence[RequestSample], roster: Roster) -> None:
    for one in requests:
        (folder / f"{one.name}.toml").write_text(toml_text(one.says, one.document), encoding="utf-8")
    _write_ids(folder / "roster-partner-ids.csv", roster.listed)
    consents = [row.cells() for row in roster.consents]
    write_csv(folder / "roster-partner-consents.csv", CONSENT_COLUMNS, consents)
    there = enrolled_at(district, district.programs[0].schools).tolist()
    named = [district.names.full(student) for student in there[:5]]
    _write_ids(folder / "roster-names-instead-of-ids.csv", named)
    studied = [student_number(district, student, place % 3 == 2) for place, student in enumerate(there[-_STUDIED:])]
    _write_ids(folder / "studies-exception-ids.csv", studied)
    _write_ids(folder / "own-child-ids.csv", [student_number(district, there[0], False)])
    partner = district.programs[0].partner
    (folder / "mou.pdf").write_bytes(agreement_pdf(f"Memorandum of understanding with {partner}"))


def _write_ids(path: Path, numbers: Sequence[str]) -> None:
    write_csv(path, ("student_id",), [(number,) for number in numbers])
