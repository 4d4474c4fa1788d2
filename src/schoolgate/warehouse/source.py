"""Finds the files of an extract, in a folder or a zip archive, under the names that the standard gives them."""

from pathlib import Path

from schoolgate.warehouse.archive import Limits, unpack
from schoolgate.warehouse.findings import Findings
from schoolgate.warehouse.schema import STANDARD_FILES, TABLES

_KNOWN = {name.casefold(): name for name in ("manifest", *STANDARD_FILES["1.2"], *(t.name for t in TABLES))}


def open_source(source: Path, scratch: Path, findings: Findings, limits: Limits) -> dict[str, Path]:
    """Return the known files of a source by their standard name (without .csv); `scratch` takes what is unpacked.

    Every fault is noted in `findings`; the files are whole only where it holds no error.
    """
    if source.is_dir():
        return _known_files(source, source.name, findings)
    scratch.mkdir(parents=True, exist_ok=True)
    unpack(source, scratch, findings, limits)
    return {} if findings.errors else _known_files(scratch, source.name, findings)


def _known_files(folder: Path, source: str, findings: Findings) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        name = _KNOWN.get(path.stem.casefold()) if path.suffix.casefold() == ".csv" else None
        if path.is_symlink():
            findings.add("source.symlink", path.name, f"{path.name} is a symbolic link.")
        elif name is None or not path.is_file():
            if not path.name.startswith("."):
                findings.add("source.unknown-file", path.name, f"{path.name} is not read.")
        elif name in found:
            findings.add("source.file-twice", path.name, f"{path.name} and {found[name].name} are the same file.")
        else:
            found[name] = path
            if path.name != f"{name}.csv":
                findings.add("source.file-case", path.name, f"{path.name} is read as {name}.csv.")
    if not found:
        findings.add("source.no-csv", source, "No CSV file of a OneRoster extract is here.")
    return found
