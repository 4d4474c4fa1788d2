"""OneRoster 1.1: roles stand in users.csv, without dates."""

from datetime import date
from pathlib import Path

import pytest

from schoolgate.core import Population, SchoolYear
from schoolgate.warehouse import Scope, Snapshot, Store, student_rows
from schoolgate.warehouse.schema import STANDARD_FILES

ON = date(2025, 3, 3)
_COMMON = "sourcedId,status,dateLastModified"
FILES = {
    "academicSessions": f"""{_COMMON},title,type,startDate,endDate,parentSourcedId,schoolYear
SY,,,2024-25,schoolYear,2024-09-01,2025-06-20,,2025
""",
    "orgs": f"""{_COMMON},name,type,identifier,parentSourcedId
D,,,District,district,,
A,,,A School,school,,D
B,,,B School,school,,D
""",
    "courses": f"""{_COMMON},schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes
M,,,,Math,,,D,,
""",
    "classes": f"""{_COMMON},title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,\
subjects,subjectCodes,periods
A1,,,Math,"05,06",M,,scheduled,,A,SY,"Math, Science",,
""",
    "users": f"""{_COMMON},enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,\
email,sms,phone,agentSourcedIds,grades,password
S1,,,true,"D,A",student,,,Ann,Doe,,1,,,,,5,secret
S2,,,true,B,student,,,Ben,Doe,,2,,,,,06,secret
T1,,,true,A,teacher,,,Tess,Doe,,,,,,,,
L1,,,true,"A,D",administrator,,,Pam,Doe,,,,,,,,
""",
    "enrollments": f"""{_COMMON},classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
E1,,,A1,A,S1,student,,,
E2,,,A1,A,T1,teacher,true,,
""",
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Load a district of two students written as OneRoster 1.1."""
    folder: Path = tmp_path_factory.mktemp("one-one")
    (folder / "extract").mkdir()
    for name, text in FILES.items():
        (folder / "extract" / f"{name}.csv").write_text(text)
    listed = "".join(f"file.{name},{'bulk' if name in FILES else 'absent'}\n" for name in STANDARD_FILES["1.1"])
    manifest = f"propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n{listed}"
    (folder / "extract" / "manifest.csv").write_text(manifest)
    store = Store(folder / "store")
    assert store.load(folder / "extract").faults == ()
    return store.snapshot()


def _grades(snapshot: Snapshot, scope: Scope) -> dict[str, str]:
    rows = student_rows(snapshot, scope, Population(), (SchoolYear(2025),), ["grade", "school"], ON).table.to_pylist()
    return {f"{row['_student']} at {row['school']}": row["grade"] for row in rows}


def test_a_role_in_users_csv_enrols_in_schools_and_not_in_the_district(snapshot: Snapshot) -> None:
    assert _grades(snapshot, Scope.district()) == {"S1 at A School": "05", "S2 at B School": "06"}


def test_an_administrator_of_a_school_leads_it_and_of_a_district_does_not(snapshot: Snapshot) -> None:
    assert _grades(snapshot, Scope.leader(snapshot, "L1", ON)) == {"S1 at A School": "05"}


def test_a_teacher_reaches_their_section(snapshot: Snapshot) -> None:
    assert _grades(snapshot, Scope.teacher(snapshot, "T1", ON)) == {"S1 at A School": "05"}
