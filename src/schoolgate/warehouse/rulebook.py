"""Every rule that an import checks, as data: what is wrong, how to mend it, and whether it stops the import."""

from dataclasses import dataclass

from schoolgate.core import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `broken` says what is wrong in general; a fault says it of one place."""

    id: str
    broken: str
    mend: str
    severity: Severity = Severity.ERROR


def _repaired(rule: str, broken: str, mend: str) -> Rule:
    return Rule(rule, broken, mend, Severity.WARNING)


_ALL = (
    Rule("source.missing", "There is no such folder or file.", "Check the path."),
    Rule("source.not-zip", "The file is not a zip archive.", "Hand in a folder of CSV files or a .zip of them."),
    Rule("source.not-a-file", "The source is neither a folder nor a file.", "Hand in a folder or a .zip."),
    Rule("source.symlink", "A file of the folder is a link.", "Put the file itself in the folder."),
    Rule("source.no-csv", "The source holds no CSV file that is read.", "Hand in a OneRoster 1.1 or 1.2 CSV extract."),
    Rule("source.missing-file", "A file that an import needs is not there.", "Export this file too."),
    Rule(
        "source.file-twice", "Two files have the same name but for capitals.", "Keep one, named as the standard does."
    ),
    _repaired("source.file-case", "A file's name has the wrong capitals.", "Name the file as the standard does."),
    _repaired("source.unknown-file", "A file is not part of OneRoster nor an extension.", "Nothing: it is not read."),
    Rule("zip.damaged", "The archive is damaged.", "Export or copy it again."),
    Rule("zip.encrypted", "An entry is encrypted.", "Make the archive without a password; send it over a safe way."),
    Rule(
        "zip.path",
        "An entry's name leads out of the archive, or is no name of a file.",
        "Make the archive anew with plain file names.",
    ),
    Rule("zip.symlink", "An entry is a link.", "Put the file itself in the archive."),
    Rule("zip.nested", "An archive lies within the archive.", "Put the CSV files themselves in the archive."),
    Rule("zip.entry-twice", "Two entries have the same name.", "Keep one."),
    Rule("zip.too-many-entries", "The archive has too many entries.", "Put only the extract's CSV files in it."),
    Rule(
        "zip.too-large",
        "The archive unpacks to more than is allowed.",
        "Check the archive; raise the limit if it's right.",
    ),
    Rule("zip.ratio", "An entry unpacks to far more than CSV text does.", "Check where the archive comes from."),
    _repaired("zip.enclosing-directory", "The CSV files lie in a folder of the archive.", "Put them at the root."),
    Rule("manifest.missing", "There is no manifest.csv.", "Export as OneRoster 1.1 or 1.2 CSV, which has a manifest."),
    Rule("manifest.version", "The manifest's own version is not 1.0.", "Set manifest.version to 1.0."),
    Rule("manifest.oneroster-version", "The OneRoster version is not read.", "Export as OneRoster 1.1 or 1.2."),
    Rule("manifest.twice", "A property stands twice.", "Keep the row that is right."),
    Rule("manifest.value", "A file is neither bulk nor absent.", "Write bulk or absent."),
    Rule("manifest.delta", "A file holds only changes.", "Export the whole: bulk mode."),
    Rule("manifest.file-absent", "The manifest lists a file that is not there.", "Add the file or write absent."),
    Rule("manifest.file-not-listed", "A file is there that the manifest calls absent.", "Write bulk or drop the file."),
    _repaired("manifest.property-missing", "The manifest says nothing of a file.", "Add the row: bulk or absent."),
    Rule("encoding.utf16", "The file is UTF-16 text.", "Save it as CSV UTF-8."),
    Rule("encoding.nul", "The file holds a NUL byte.", "Export it again: the file is damaged or not text."),
    Rule("encoding.not-utf8", "The file is not UTF-8 text.", "Save it as CSV UTF-8, not Latin-1 or Windows-1252."),
    _repaired("encoding.bom", "The file begins with a byte order mark.", "Nothing: it is left out."),
    Rule("csv.empty", "The file is empty.", "Export it again, with its header."),
    Rule("csv.no-rows", "A file that an import needs holds no rows.", "Export it again, with its rows."),
    Rule("csv.syntax", "The text is not CSV.", "Mend the quotes: each opens and closes a whole cell."),
    Rule(
        "csv.cell-count",
        "A row has more or fewer cells than the header.",
        "Quote a cell that holds a comma, and add the missing ones.",
    ),
    Rule("header.missing-column", "A required column is missing.", "Add the column, spelt as the standard does."),
    Rule("header.misspelt", "A column is not known, but close to one that is.", "Spell it as the standard does."),
    Rule(
        "header.separator",
        "The cells are not separated by commas.",
        "Save it as CSV with commas; spreadsheets take the separator from the computer's region.",
    ),
    Rule("header.twice", "A column stands twice.", "Keep one."),
    Rule("header.empty-name", "A column has no name.", "Name the column or drop it."),
    _repaired("header.missing-optional", "A column that may be empty is missing.", "Add it; it is read as empty."),
    _repaired("header.case", "A column's name has the wrong capitals.", "Spell it as the standard does."),
    _repaired("header.unknown", "A column is not known.", "Nothing: it is not read. Extra columns begin metadata."),
    _repaired("header.order", "The columns are not in the standard's order.", "Nothing: they are read by name."),
    Rule("cell.required", "A required cell is empty.", "Fill it."),
    Rule("cell.enum", "A cell holds none of its values.", "Use one of the standard's values."),
    Rule("cell.ext", "An ext: value stands where the standard allows none.", "Use one of the standard's values."),
    Rule("cell.date", "A cell is not a date.", "Write a day that exists, as YYYY-MM-DD."),
    Rule("cell.boolean", "A cell is neither true nor false.", "Write true or false."),
    Rule("cell.number", "A cell is not a number.", "Write a number such as 12 or 0.5."),
    Rule("cell.year", "A cell is not a school year.", "Write the year in which the school year ends, as 2025."),
    Rule("cell.flag", "A flag is neither yes nor no.", "Write Yes or No, or leave it empty where it is not known."),
    _repaired("repair.blanks", "A cell begins or ends with blanks.", "Nothing: they are left out."),
    _repaired("repair.case", "A value has the wrong capitals.", "Nothing: it is read as the standard's value."),
    Rule(
        "bulk.status", "A row of a bulk file is not in force.", "Leave deleted or inactive rows out of a bulk export."
    ),
    _repaired(
        "bulk.status-filled", "A row of a bulk file has a status.", "Leave the column status empty in bulk mode."
    ),
    Rule("row.duplicate", "Two rows have the same key.", "Keep one of the rows."),
    Rule("row.begin-after-end", "A row ends before it begins.", "Mend the dates: the end is the first day after."),
    Rule("reference.dangling", "A reference names a row that is not there.", "Add the row or mend the reference."),
    _repaired("reference.no-file", "References can't be followed: their file is absent.", "Export the file too."),
    Rule(
        "academicSessions.school-year",
        "The session lies outside its school year.",
        "schoolYear is the year in which the school year ends: 2025 for 2024-25.",
    ),
    Rule(
        "parent.cycle",
        "A session or organisation is its own ancestor.",
        "Mend parentSourcedId so that it leads up.",
    ),
    Rule(
        "classes.two-years",
        "The terms of a class lie in more than one school year.",
        "Make one class for each school year.",
    ),
    Rule(
        "enrollments.school-mismatch",
        "The enrolment names another school than its class.",
        "Use the class's schoolSourcedId.",
    ),
    _repaired(
        "enrollments.outside-year",
        "The enrolment's dates lie outside the school year of its class.",
        "Mend the dates: as it stands the enrolment counts for no day.",
    ),
    _repaired("users.no-role", "A user has no role.", "Add a row to roles.csv; without one the user has no school."),
    _repaired(
        "users.student-without-role",
        "A student is enrolled in classes and has no student role at that school.",
        "Add a row to roles.csv; the dates are taken from the classes.",
    ),
    _repaired(
        "users.teacher-without-role",
        "A teacher is enrolled in classes of a school and has no teacher role there.",
        "Add a row to roles.csv: without one the teacher reaches none of these students.",
    ),
    Rule(
        "users.identifier-twice",
        "Two students have the same student number.",
        "Give each student a number of their own.",
    ),
    _repaired(
        "users.no-identifier", "A student has no identifier.", "Fill it: an ID list can't name this student otherwise."
    ),
    Rule(
        "attendance.days",
        "The days are negative, or more absent than enrolled.",
        "Mend the days: 0 ≤ daysAbsent ≤ daysEnrolled.",
    ),
    Rule(
        "attendance.overlap",
        "Two rows of a student at a school cover the same days.",
        "Give attendance for terms that do not overlap: quarters or semesters, not both.",
    ),
    _repaired(
        "attendance.not-enrolled",
        "A row stands for a school and term in which the student was not enrolled.",
        "Check the row against the student's enrolments.",
    ),
    Rule(
        "demographics.birth-date",
        "A student is born after the last day of the records.",
        "Mend the year of birth.",
    ),
    Rule("discipline.days", "The days missed are negative.", "Write 0 or more."),
)

RULES: dict[str, Rule] = {rule.id: rule for rule in _ALL}
