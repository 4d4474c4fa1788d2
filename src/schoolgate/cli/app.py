"""The `schoolgate` command: gathers the commands and turns errors into the exit codes of the contract.

0 done · 1 a check found a fault · 2 bad input · 3 the circular does not allow it (yet).
"""

import importlib
import sys

import click

from schoolgate.cli import console
from schoolgate.core import BadInput, CheckFailed, Fault, NotAllowed

# Name of the command: its module and attribute. Loaded when called: `schoolgate due` does not wait for the engine.
COMMANDS: dict[str, tuple[str, str]] = {
    "sample": ("schoolgate.cli.sample", "sample"),
    "load": ("schoolgate.cli.load", "load"),
    "catalogue": ("schoolgate.cli.catalogue", "catalogue"),
    "determine": ("schoolgate.cli.determine", "determine"),
    "due": ("schoolgate.cli.due", "due"),
    "release": ("schoolgate.cli.release", "release"),
    "verify": ("schoolgate.cli.verify", "verify"),
    "protect": ("schoolgate.cli.protect", "protect"),
    "audit": ("schoolgate.cli.audit", "audit"),
    "policy": ("schoolgate.cli.policy", "policy"),
    "demo": ("schoolgate.cli.demo", "demo"),
    "serve": ("schoolgate.cli.office", "serve"),
    "tick": ("schoolgate.cli.office", "tick"),
    "ledger": ("schoolgate.cli.office", "ledger"),
    "people": ("schoolgate.cli.office", "people"),
    "backup": ("schoolgate.cli.backups", "backup"),
    "restore": ("schoolgate.cli.backups", "restore"),
    "keys": ("schoolgate.cli.office", "keys"),
    "manage": ("schoolgate.cli.office", "manage"),
}


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="schoolgate")
def cli() -> None:
    """The gate through which a school district's student data leaves, lawfully."""


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit with the contract's code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in arguments
    try:
        code = cli.main(args=arguments, prog_name="schoolgate", standalone_mode=False)
    except BadInput as error:
        console.show_faults(error.faults, as_json=as_json)
        sys.exit(2)
    except CheckFailed as error:
        console.show_faults(error.faults, as_json=as_json)
        sys.exit(1)
    except NotAllowed as error:
        console.show_reasons(error.reasons, as_json=as_json)
        sys.exit(3)
    except OSError as error:
        console.show_faults([_of_the_machine(error)], as_json=as_json)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        console.message("Stopped. Nothing was half-written.")
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)


def _of_the_machine(error: OSError) -> Fault:
    """Return what the machine refused as a fault: a file that can't be read, a disk that is full."""
    source = str(error.filename or "the machine")
    message = f"The machine could not do it: {error.strerror or error}."
    mend = "Check the path, its permissions and the space on the disk."
    return Fault(source, None, None, "machine.refused", message, mend)


if __name__ == "__main__":
    main()
