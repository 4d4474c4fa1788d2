"""Reads manifest.csv: which OneRoster this is, and which files it says are there."""

import csv
from collections.abc import Mapping
from pathlib import Path

from schoolgate.core import syntax_text
from schoolgate.warehouse.findings import Findings
from schoolgate.warehouse.schema import EXTENSION_FILES, STANDARD_FILES
from schoolgate.warehouse.text_file import scan

_FILE = "manifest.csv"
_Rows = dict[str, tuple[int, str]]


def read_manifest(files: Mapping[str, Path], findings: Findings) -> str:
    """Return the OneRoster version, `1.1` or `1.2`; where the manifest does not tell, the one the files look like."""
    path = files.get("manifest")
    if path is None:
        findings.add("manifest.missing", _FILE, "There is no manifest.csv: this is not OneRoster 1.1 or 1.2.")
        return _guess(files)
    rows = _rows(path, findings)
    if rows is None:
        return _guess(files)
    version = _version(rows, path.name, files, findings)
    for name in (*STANDARD_FILES[version], *EXTENSION_FILES):
        _check_file(name, rows, path.name, files, findings)
    return version


def _guess(files: Mapping[str, Path]) -> str:
    return "1.2" if "roles" in files else "1.1"


def _rows(path: Path, findings: Findings) -> _Rows | None:
    text = scan(path, findings)
    if text is None:
        return None
    found: _Rows = {}
    with path.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.reader(opened, strict=True)
        try:
            for number, cells in enumerate(reader):
                if number and len(cells) >= 2:  # a property and its value
                    _keep(found, cells, reader.line_num, path.name, findings)
                elif not number and [cell.strip() for cell in cells[:2]] != ["propertyName", "value"]:
                    message = "The header is not propertyName,value."
                    findings.add("header.missing-column", path.name, message, line=1, column="propertyName")
                    return None
        except csv.Error as error:
            findings.add("csv.syntax", path.name, syntax_text(error), line=reader.line_num)
            return None
    return found


def _keep(found: _Rows, cells: list[str], line: int, file: str, findings: Findings) -> None:
    name, value = cells[0].strip(), cells[1].strip()
    before, _ = found.setdefault(name, (line, value))
    if name and before != line:
        message = f"{name} stands on line {before} already."
        findings.add("manifest.twice", file, message, line=line, column="propertyName")


def _version(rows: _Rows, file: str, files: Mapping[str, Path], findings: Findings) -> str:
    line, own = rows.get("manifest.version", (None, ""))
    if own != "1.0":
        findings.add("manifest.version", file, f"manifest.version is {own!r}.", line=line, column="value")
    line, version = rows.get("oneroster.version", (None, ""))
    if version not in STANDARD_FILES:
        message = f"oneroster.version is {version!r}; 1.1 and 1.2 are read."
        findings.add("manifest.oneroster-version", file, message, line=line, column="value")
        return _guess(files)
    return version


def _check_file(name: str, rows: _Rows, file: str, files: Mapping[str, Path], findings: Findings) -> None:
    found = rows.get(f"file.{name}")
    if found is None:
        if name in STANDARD_FILES["1.2"]:
            message = f"The manifest has no row file.{name}."
            findings.add("manifest.property-missing", file, message, column=f"file.{name}")
        return
    line, value = found
    rule, message = _judge(name, value, present=name in files)
    if rule:
        findings.add(rule, file, message, line=line, column=f"file.{name}")


def _judge(name: str, value: str, *, present: bool) -> tuple[str, str]:
    if value == "delta":
        return "manifest.delta", f"{name}.csv holds only changes (delta)."
    if value not in {"bulk", "absent"}:
        return "manifest.value", f"{value!r} is neither bulk nor absent."
    if value == "bulk" and not present:
        return "manifest.file-absent", f"{name}.csv is listed and not there."
    if value == "absent" and present:
        return "manifest.file-not-listed", f"{name}.csv is there, and the manifest calls it absent."
    return "", ""
