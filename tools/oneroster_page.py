"""Renders docs/reference/oneroster.md: what an import reads, and every rule it checks."""

from schoolgate.core import Severity
from schoolgate.warehouse.cell_rules import FLAG_NO, FLAG_UNKNOWN, FLAG_YES
from schoolgate.warehouse.rulebook import RULES
from schoolgate.warehouse.schema import STANDARD_FILES, TABLES, Column, Kind, Table

_HEAD = """# What an import reads

`schoolgate load` takes a folder or a zip archive of OneRoster 1.1 or 1.2 CSV files in bulk mode, with the extension
files below beside them. Every finding is told with file, line, column, rule and mend; errors stop the import and leave
the store untouched, warnings are kept with the snapshot. This page is generated from the code; `make fix` writes it.
"""


def render() -> str:
    """Return the page."""
    standard = [table for table in TABLES if not table.extension]
    extensions = [table for table in TABLES if table.extension]
    read = {table.name for table in TABLES}
    unread = [f"`{name}.csv`" for name in STANDARD_FILES["1.2"] if name not in read]
    parts = [_HEAD, "## OneRoster files\n", *(_table(table) for table in standard)]
    parts.append(f"Of the standard's other files only the names are known; they are not read: {', '.join(unread)}.\n")
    parts += ["## Extension files\n", *(_table(table) for table in extensions), "## Rules\n", _rules()]
    return "\n".join(parts)


def _table(table: Table) -> str:
    needed = "Must be there, with rows." if table.needed else "May be absent."
    versions = "" if len(table.versions) > 1 else f" OneRoster {table.versions[0]} only."
    key = f" Unique together: {', '.join(f'`{name}`' for name in table.key)}." if len(table.key) > 1 else ""
    rows = [f"| `{c.name}` | {_holds(c)} | {_must(c)} |" for c in table.columns if c.kind is not Kind.UNREAD]
    unread = [f"`{c.name}`" for c in table.columns if c.kind is Kind.UNREAD]
    tail = f"\nKnown and not read: {', '.join(unread)}.\n" if unread else ""
    return "\n".join(
        [
            f"### {table.file}\n",
            f"{needed}{versions}{key}\n",
            "| column | holds | |",
            "| --- | --- | --- |",
            *rows,
            tail,
        ]
    )


def _holds(column: Column) -> str:
    if column.kind is Kind.ENUM:
        extra = ", or `ext:…`" if column.extensible else ""
        return ", ".join(f"`{value}`" for value in column.values) + extra
    if column.refers:
        return f"{column.kind} to `{column.refers}.csv`"
    if column.kind is Kind.FLAG:
        return f"yes ({', '.join(FLAG_YES)}), no ({', '.join(FLAG_NO)}) or {', '.join(FLAG_UNKNOWN)}, in any capitals"
    if column.kind is Kind.STATUS:
        return "empty in bulk mode"
    return str(column.kind)


def _must(column: Column) -> str:
    version = "" if len(column.versions) > 1 else f" ({column.versions[0]})"
    return ("required" if column.required else "") + version


def _rules() -> str:
    rows = [
        f"| `{rule.id}` | {'refused' if rule.severity is Severity.ERROR else 'warning'} | {rule.broken} | {rule.mend} |"
        for rule in RULES.values()
    ]
    return "\n".join(["| rule | | what is wrong | mend |", "| --- | --- | --- | --- |", *rows, ""])
