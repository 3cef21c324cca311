"""The command `kg`: its verbs are the pipeline."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from importlib.metadata import entry_points
from io import StringIO, TextIOWrapper
from pathlib import Path

import click

from kg.changes import Refused
from kg.characters import visible
from kg.cli.report import print_report
from kg.cli.texts import listing
from kg.errors import KgError
from kg.settings import Settings, describe, misspelt
from kg.spelling import is_text, shortened
from kg.workspace import Workspace

_FIRST_STEPS = listing(
    "First steps",
    [
        "kg check    are the records right?",
        "kg load     bring them into the graph",
        "kg serve    open http://127.0.0.1:8000",
    ],
)
_SETTINGS = listing(
    "Settings from the environment", [f"{name} ({default}): {text}" for name, default, text in describe()]
)


_COMMANDS: Mapping[str, str] = {
    "check": "Check records: their form, the shapes, the evidence.",
    "load": "Bring the graph to what the records say.",
    "serve": "Serve SPARQL, REST, linked data and networks over HTTP.",
    "query": "Answer a SPARQL query.",
    "sql": "Answer a query in SQL over the tables of the graph.",
    "network": "Project a network, measure it, ask about it.",
    "export": "Write the graph in another format.",
    "new": "Write the template of a dataset or of a table.",
    "cite": "Find the place of a passage, as evidence for a record.",
    "coverage": "Show the sentences that no record rests on.",
    "ref": "Explain the vocabulary.",
    "duplicates": "Suggest pairs of records that may be one.",
    "decide": "Write down whether two records are the same.",
    "log": "List the changes of the graph.",
    "loads": "List what loads brought, and why others were refused.",
    "history": "List the changes of a record.",
    "diff": "Say what differs between two versions.",
    "revert": "Undo one change.",
    "rename": "Give a record another id, everywhere.",
    "verify": "Hold the home folder against itself.",
    "backup": "Copy the graph and its history.",
    "restore": "Make the home folder anew from a backup.",
    "token": "Give tokens out, list them, take them back.",
    "quality": "Count and list what the records lack.",
    "conflicts": "List the facts on which records contradict each other.",
}
"""What each is for, in a line: to ask all of them would load all of their libraries."""
_OF_SERVICE = ("serve",)
_LONGEST = 1500
"""Characters of an error."""


class _Commands(click.Group):
    """Imports a command when it is asked for: the libraries of all of them take a second to load."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([*_COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; for a name that is none, those near it are named."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            raise click.NoSuchCommand(error.command_name, possibilities=_COMMANDS, ctx=ctx) from None

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = (
            _of_service(cmd_name) if cmd_name in _OF_SERVICE else getattr(import_module(f"kg.cli.{cmd_name}"), cmd_name)
        )
        if not any(each.name == "home" for each in command.params):
            command.params.append(_home(callback=_use_home))
        return command


def _of_service(name: str) -> click.Command:
    """Load a verb that the service brings, by the entry point that it declares: the library does not know it."""
    (entry,) = entry_points(group="kg.commands", name=name)
    command: click.Command = entry.load()
    return command


def _home(callback: Callable[[click.Context, click.Parameter, Path | None], None] | None = None) -> click.Option:
    """Make the option --home, which stands before a verb or after it."""
    return click.Option(
        ["--home"],
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder of the store and journal (KG_HOME, default .kg).",
        expose_value=callback is None,
        callback=callback,
    )


def _use_home(context: click.Context, _: click.Parameter, home: Path | None) -> None:
    if home:
        context.obj = Workspace(replace(context.obj.settings, home=home))


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\n\n".join([_FIRST_STEPS, _SETTINGS]),
    params=[_home()],
)
@click.version_option(package_name="innovation-kg", prog_name="kg")
@click.pass_context
def kg(context: click.Context, home: Path | None) -> None:
    """A knowledge graph of who funds and partners with whom, with evidence for every claim.

    Data stewards check and load records; developers query them; analysts ask who is central.
    """
    for variable, setting in misspelt():
        click.echo(f"kg: {variable} is no setting and is not read; {setting} is one.", err=True)
    settings = Settings.from_environment()
    context.obj = Workspace(replace(settings, home=home) if home else settings)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line: exit 0 when all is well, 1 when records do not conform, 2 for any other error.

    The arguments are those of the process unless they are given.
    """
    _write_utf_8()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        for argument in words:
            if not is_text(argument):
                raise KgError(f"{argument!r} is not UTF-8", "Set the terminal to UTF-8, or rename the file.")
        kg(words, prog_name="kg", standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        message = StringIO()
        error.show(message)
        _tell(message.getvalue().rstrip())
        sys.exit(error.exit_code)
    except Refused as refused:
        print_report(refused.report, "text")
        click.echo(f"kg: {refused}", err=True)
        sys.exit(1)
    except KgError as error:
        _tell(f"kg: {error}")
        sys.exit(2)
    except PermissionError as error:
        _tell(f"kg: {error.filename} cannot be used: {error.strerror}")
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except OSError as error:
        _tell(f"kg: {error}")
        sys.exit(2)


def _tell(message: str) -> None:
    """Say what is wrong; what it repeats may be without end, or written for the terminal."""
    click.echo(visible(shortened(message, _LONGEST)), err=True)


def _write_utf_8() -> None:
    """Write files and pipes in UTF-8 whatever the system has; what the encoding of a terminal lacks is escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")
