"""Renders docs/reference/commands.md: every command with its own help."""

import click

from schoolgate.cli.app import COMMANDS, cli


def render() -> str:
    """Return the page, one section a command, as `--help` prints it."""
    parts = [
        "# Commands\n",
        "Exit codes: 0 done, 1 a check found a fault, 2 bad input, 3 the circular does not allow it (yet).\n",
    ]
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        if command is not None:
            parts += _section(f"schoolgate {name}", command)
    return "\n".join(parts)


def _section(path: str, command: click.Command) -> list[str]:
    context = click.Context(command, info_name=path, max_content_width=100)
    section = [f"## `{path}`\n", "```text", command.get_help(context).rstrip(), "```\n"]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                section += _section(f"{path} {name}", child)
    return section
