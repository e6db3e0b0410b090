"""The command `ruraldesk`: reads the arguments, calls one command, prints its answer."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from ruraldesk.cli.answer import DONE, REFUSED, Answer, print_answer
from ruraldesk.cli.arguments import COMMANDS, make_parser
from ruraldesk.errors import UserError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code: 0 done, 1 refused, 2 wrong usage.

    Without a command, or with `open`, the window opens.
    """
    _speak_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given:
        return _open_window(None)
    parsed = make_parser().parse_args(given)
    if parsed.command == "open":
        return _open_window(parsed.book)
    module_name, function = COMMANDS[parsed.command]
    module = importlib.import_module(f"ruraldesk.cli.{module_name}")
    try:
        answer: Answer = getattr(module, function)(parsed)
    except UserError as error:
        problem = error.problem()
        print_answer(Answer(document={}, problems=[problem], refused=True), as_json=parsed.json)
        return REFUSED
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        return DONE
    print_answer(answer, as_json=parsed.json)
    return answer.exit_code


def _open_window(book: Path | None) -> int:
    from ruraldesk.ui.app import run

    return run(book)


def _speak_utf8() -> None:
    """Write UTF-8 whatever the console's code page: scripts read what we print as UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
