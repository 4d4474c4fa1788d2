"""What every command shows in the same way: messages on standard error, one JSON document on standard output."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from schoolgate.core import Fault, Progress, Severity, printable, silent

if TYPE_CHECKING:  # loaded when something is shown: a command that only works, or writes JSON, does without it
    from rich.console import Console

_SHOWN_FAULTS = 50

out: "Console"


def __getattr__(name: str) -> object:
    """Return `out`, the console of standard output, made when it is first asked for."""
    if name == "out":
        return _console(stderr=False)
    raise AttributeError(name)


@cache
def _console(*, stderr: bool) -> "Console":
    from rich.console import Console

    return Console(stderr=stderr, highlight=False)


def message(text: str) -> None:
    """Say something to the person at the terminal. `text` may hold rich markup."""
    _console(stderr=True).print(text)


def print_json(document: object) -> None:
    """Print the one JSON document of a `--json` call."""
    text = json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n"
    sys.stdout.write(text.encode("utf-8", "backslashreplace").decode("utf-8"))  # a path need not be UTF-8


def show_faults(faults: Sequence[Fault], *, as_json: bool) -> None:
    """Show each fault with its place and mend; as JSON, all of them on standard output."""
    if as_json:
        print_json({"faults": [fault_document(fault) for fault in faults]})
    err = _console(stderr=True)
    for fault in faults[:_SHOWN_FAULTS]:
        colour = "red" if fault.severity is Severity.ERROR else "yellow"
        err.print(f"[bold {colour}]{fault.severity}[/] [bold]{escaped(printable(fault.place))}[/] [dim]{fault.rule}[/]")
        err.print(f"  {escaped(printable(fault.message))}", soft_wrap=True)
        err.print(f"  [green]Mend:[/] {escaped(fault.mend)}", soft_wrap=True)
    if len(faults) > _SHOWN_FAULTS:
        err.print(f"… and {len(faults) - _SHOWN_FAULTS:,} more (--json lists them all).")


def show_reasons(reasons: Sequence[str], *, as_json: bool) -> None:
    """Show why the circular does not allow something."""
    if as_json:
        print_json({"reasons": list(reasons)})
    for reason in reasons:
        _console(stderr=True).print(f"[bold red]not allowed[/] {escaped(reason)}", soft_wrap=True)


def escaped(text: str) -> str:
    """Return text as it stands, where brackets would be markup."""
    from rich.markup import escape

    return escape(text)


def fault_document(fault: Fault) -> dict[str, object]:
    """Return one fault as a JSON object."""
    return {
        "severity": str(fault.severity),
        "file": fault.source,
        "line": fault.line,
        "column": fault.column,
        "rule": fault.rule,
        "message": fault.message,
        "mend": fault.mend,
    }


@contextmanager
def progress() -> Iterator[Progress]:
    """Show a bar per stage on standard error while the block runs; nothing where it is not a terminal."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as ProgressBar

    columns = (TextColumn("{task.description:24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with ProgressBar(*columns, console=_console(stderr=True), transient=True) as bar:
        tasks: dict[str, object] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total or None)
            bar.update(tasks[stage], completed=done, total=total or None)  # type: ignore[arg-type]  # rich's TaskID

        yield tell
