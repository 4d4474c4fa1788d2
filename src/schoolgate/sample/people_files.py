"""users.csv, demographics.csv and roles.csv, and how people are numbered in them."""

import numpy as np
import pyarrow as pa

from schoolgate.sample.arrays import Ints, dates, ints, joined, padded, picked, taken
from schoolgate.sample.careers import Exit
from schoolgate.sample.csv_files import ExtractFiles, chunks
from schoolgate.sample.district import ADMINISTRATORS, District, Stays, unbroken_stays
from schoolgate.sample.schools import DISTRICT_ID, GRADES, org_id
from schoolgate.sample.students import SEXES, race_flags

_MAIL = "alderbay.example"
_YES_NO = ("No", "Yes", None)
_PHONE_LINES = 100
EXIT_REASONS = (None, "transferred out", "dropout", "graduated")
_PRONOUNS = ("she/her", "he/him", "they/them", None)


def staff_id(person: int) -> str:
    """Return the sourcedId of a member of staff."""
    return f"STF-{person + 1:06d}"


def student_ids(students: Ints) -> pa.Array:
    """Return the sourcedIds of students."""
    return joined("STU-", padded(students + 1, 7))


def staff_ids(people: Ints) -> pa.Array:
    """Return the sourcedIds of staff."""
    return joined("STF-", padded(people + 1, 6))


def school_ids(district: District) -> pa.Array:
    """Return the sourcedIds of all schools."""
    return pa.array([org_id(school) for school in range(len(district.schools))])


def write_people(district: District, files: ExtractFiles) -> None:
    """Write everybody who was ever enrolled or employed in these years."""
    chance = district.plan.chance("contact")
    for part in chunks(len(district.students)):
        rows = ints(np.arange(part.start, part.stop))
        draws = chance.random((len(rows), 2))
        files.append("users", len(rows), _students(district, rows, draws))
        files.append("demographics", len(rows), _demographics(district, rows))
    _write_staff(district, files)
    _write_roles(district, files)


def _students(
    district: District, rows: Ints, draws: np.ndarray[tuple[int, int], np.dtype[np.float64]]
) -> dict[str, pa.Array]:
    students, careers, names = district.students, district.careers, district.names
    bpsid = pa.array(students.bpsids(rows)).cast(pa.string())
    login = joined("s", pa.array(students.logins(rows)).cast(pa.string()))
    has_phone = (careers.last_grade[rows] >= 8) & (draws[:, 0] < 0.4)
    phone = joined("617-555-01", padded(np.floor(draws[:, 1] * _PHONE_LINES).astype(np.int32), 2))
    gives_pronouns = (names.preferred_given[rows] >= 0) | (students.sex[rows] >= 2)
    pronouns = np.where(gives_pronouns, np.minimum(students.sex[rows], 2), 3)
    return {
        "sourcedId": student_ids(rows),
        "enabledUser": picked(["false", "true"], careers.enrolled[rows]),
        "username": login,
        "givenName": names.given_of(rows),
        "familyName": names.family_of(rows),
        "identifier": bpsid,
        "email": joined(login, f"@students.{_MAIL}"),
        "phone": pa.compute.if_else(pa.array(has_phone), phone, pa.scalar(None, pa.string())),
        "grades": picked(list(GRADES), careers.last_grade[rows]),
        "preferredGivenName": names.preferred_given_of(rows),
        "preferredFamilyName": names.preferred_family_of(rows),
        "primaryOrgSourcedId": taken(school_ids(district), careers.last_school[rows]).cast(pa.string()),
        "pronouns": picked(_PRONOUNS, pronouns),
        "metadata.stateId": pa.array(students.state_ids(rows)).cast(pa.string()),
        "metadata.freeReducedLunch": picked(_YES_NO, students.low_income[rows]),
        "metadata.englishLearner": picked(_YES_NO, students.english_learner[rows]),
        "metadata.iep": picked(_YES_NO, students.iep[rows]),
        "metadata.giftedTalented": picked(_YES_NO, students.gifted[rows]),
    }


def _demographics(district: District, rows: Ints) -> dict[str, pa.Array]:
    students = district.students
    flags = {name: picked(["false", "true"], flag) for name, flag in race_flags(students, rows).items()}
    return {
        "sourcedId": student_ids(rows),
        "birthDate": dates(students.born_on[rows]),
        "sex": picked(SEXES, students.sex[rows]),
        **flags,
    }


def _write_staff(district: District, files: ExtractFiles) -> None:
    rows = ints(np.arange(district.staff_count))
    last_school = np.full(len(rows), -1, np.int32)
    employed = np.zeros(len(rows), bool)
    for tenure in district.staffing.tenures:
        last_school[tenure.person] = tenure.school
        employed[tenure.person] = tenure.year == district.plan.years - 1 and tenure.end == 180
    employed[-ADMINISTRATORS:] = True
    number = padded(rows + 1, 6)
    homes = [*school_ids(district).to_pylist(), DISTRICT_ID]
    files.append(
        "users",
        len(rows),
        {
            "sourcedId": staff_ids(rows),
            "enabledUser": picked(["false", "true"], employed),
            "username": joined("e", number),
            "givenName": district.staff_names.given_of(rows),
            "familyName": district.staff_names.family_of(rows),
            "email": joined("e", number, f"@{_MAIL}"),
            "preferredFamilyName": district.staff_names.preferred_family_of(rows),
            "primaryOrgSourcedId": picked(homes, np.where(last_school < 0, len(homes) - 1, last_school)),
        },
    )


def _write_roles(district: District, files: ExtractFiles) -> None:
    careers = district.careers
    year = np.concatenate([np.full(len(spells), y, np.int32) for y, spells in enumerate(careers.years)])
    columns = [
        np.concatenate([getattr(spells, name) for spells in careers.years])
        for name in ("student", "school", "begin", "end", "exit")
    ]
    student, school, begin, end, exits = columns
    stays = unbroken_stays(student, school, year, begin, end)
    reasons = np.where(stays.is_open, Exit.NONE, exits[stays.last])
    for part in chunks(len(stays.person)):
        names = {"userSourcedId": student_ids(stays.person[part])}
        same = {
            "role": picked(["student"], np.zeros(part.stop - part.start)),
            "metadata.exitReason": picked(EXIT_REASONS, reasons[part]),
        }
        _append_roles(district, files, stays, part, names | same)
    tenures = district.staffing.tenures
    fields = ("person", "school", "year", "begin", "end")
    held = unbroken_stays(*(ints([getattr(tenure, name) for tenure in tenures]) for name in fields))
    leads = ints([tenure.leads for tenure in tenures])[held.first]
    for part in chunks(len(held.person)):
        names = {"userSourcedId": staff_ids(held.person[part]), "role": picked(["teacher", "principal"], leads[part])}
        _append_roles(district, files, held, part, names)
    _write_administrators(district, files)


def _append_roles(
    district: District, files: ExtractFiles, stays: Stays, part: slice, named: dict[str, pa.Array]
) -> None:
    count, days = part.stop - part.start, district.days
    number = np.arange(count) + files.rows.get("roles", 0) + 1
    ends = days[stays.end_year[part], stays.end[part]]
    columns = {
        "sourcedId": joined("ROL-", padded(number, 8)),
        "roleType": picked(["primary", "secondary"], stays.is_return[part]),
        "beginDate": dates(days[stays.begin_year[part], stays.begin[part]]),
        "endDate": dates(ends, stays.is_open[part]),
        "orgSourcedId": taken(school_ids(district), stays.school[part]).cast(pa.string()),
        "metadata.exitReason": pa.nulls(count, pa.string()),
    }
    files.append("roles", count, columns | named)


def _write_administrators(district: District, files: ExtractFiles) -> None:
    people = ints(np.arange(district.staff_count - ADMINISTRATORS, district.staff_count))
    first_day = np.full(len(people), district.days[0, 0])
    number = np.arange(len(people)) + files.rows["roles"] + 1
    files.append(
        "roles",
        len(people),
        {
            "sourcedId": joined("ROL-", padded(number, 8)),
            "userSourcedId": staff_ids(people),
            "roleType": picked(["primary"], people * 0),
            "role": picked(["districtAdministrator"], people * 0),
            "beginDate": dates(first_day),
            "endDate": dates(first_day, people >= 0),
            "orgSourcedId": picked([DISTRICT_ID], people * 0),
        },
    )
