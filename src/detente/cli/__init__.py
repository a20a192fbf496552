"""The command line: one file a command, nothing heavy loaded before it is needed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from detente import __version__
from detente.cli import (
    actors,
    asks,
    backup,
    brief,
    code,
    coverage,
    demo,
    doctor,
    evaluate,
    events,
    export,
    import_,
    measuring,
    publish,
    rejects,
    review,
    run,
    serve,
    stories,
    watch,
)

app = typer.Typer(
    name="detente",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def face(
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    """Codes news into attributed political events, and asks whether overtures are answered."""
    if version:
        typer.echo(f"detente {__version__}")
        raise typer.Exit


app.command("run")(run.run)
app.command("watch")(watch.watch)
app.command("code")(code.code)
app.command("events")(events.events)
app.command("brief")(brief.brief)
app.command("asks")(asks.asks)
app.command("promises")(asks.promises)
app.command("stories")(stories.stories)
app.command("rejects")(rejects.rejects)
app.command("import")(import_.import_)
app.command("export")(export.export)
app.command("coverage")(coverage.coverage)
app.command("reciprocity")(measuring.reciprocity)
app.command("series")(measuring.series)
app.command("balance")(measuring.balance)
app.command("dyads")(measuring.dyads)
app.command("triangles")(measuring.triangles)
app.add_typer(actors.app, name="actors")
app.add_typer(review.app, name="review")
app.command("publish")(publish.publish)
app.command("backup")(backup.backup)
app.command("serve")(serve.serve)
app.command("evaluate")(evaluate.evaluate)
app.command("demo")(demo.demo)
app.command("doctor")(doctor.doctor)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; exits 0, 1 (failed), 2 (usage) or 130 (interrupted).

    A failure is one line on standard error; ``--debug`` anywhere shows the traceback instead.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    if debug:
        words.remove("--debug")
    sys.exit(_run(words, debug))


def _run(words: list[str], debug: bool) -> int:
    from detente.errors import DetenteError

    try:
        code = app(words, standalone_mode=False, prog_name="detente")
    except typer.TyperException as error:  # wrong usage: what was wrong, and how to ask for help
        error.show()  # type: ignore[attr-defined]
        return int(error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        print("\nInterrupted.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away: nothing is wrong
        return 0
    except (DetenteError, ValueError, OSError) as error:
        if debug:
            raise
        print(f"detente: {_words(error)}", file=sys.stderr)
        return 2 if isinstance(error, ValueError) and not isinstance(error, DetenteError) else 1
    return code if isinstance(code, int) else 0


def _words(error: Exception) -> str:
    """What an error says; of a full disk also what to do, which the system does not say."""
    import errno

    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        from detente.ledger.failures import FULL

        return f"{FULL} ({error})"
    return str(error)
