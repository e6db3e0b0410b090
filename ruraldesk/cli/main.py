"""The command `ruraldesk`: reads the arguments, calls one command, prints its answer."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")  # what names a screen on Linux
_STOPPED = 130  # what a shell expects of a command that Ctrl+C ended
_NEW_OBJECTS = 20_000
"""How many it takes until the youngest are searched for garbage; Python's own number is 700.

Starting makes a hundred thousand objects that stay: definitions, tables, statements. Searching
them over and over took a twelfth of the time until a ledger is shown.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code: 0 done, 1 refused, 2 wrong usage.

    Without a command, or with `open`, the window opens.
    """
    gc.set_threshold(_NEW_OBJECTS, 10, 10)
    _speak_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given:
        return _open_window(None)
    if len(given) == 2 and given[0] == "open" and not given[1].startswith("-"):
        return _open_window(Path(given[1]))  # the parser would cost the first paint ten ms
    if arguments is None:
        _report_the_unforeseen()
    try:
        return _run(given)
    except KeyboardInterrupt:
        from ruraldesk.texts.translate import tr

        sys.stderr.write(tr("Stopped. What was not finished is not in the book.") + "\n")
        return _STOPPED


def _report_the_unforeseen() -> None:
    """Let an error that nobody foresaw end in a report file and a sentence that names it."""
    from ruraldesk.files import crash

    crash.install(lambda sentence: sys.stderr.write(f"{sentence}\n"))


def _run(given: Sequence[str]) -> int:
    from ruraldesk.cli.answer import REFUSED, Answer, print_answer
    from ruraldesk.cli.arguments import COMMANDS, WrongUsage, read_arguments
    from ruraldesk.cli.opening import SystemRefused
    from ruraldesk.errors import UserError
    from ruraldesk.texts.translate import tr

    _have_streams()
    as_json = "--json" in given
    try:
        parsed = read_arguments(given)
        if parsed.command == "open":
            return _open_window(parsed.book)
        module_name, function = COMMANDS[parsed.command]
        module = importlib.import_module(f"ruraldesk.cli.{module_name}")
        answer: Answer = getattr(module, function)(parsed)
    except WrongUsage as error:
        answer = Answer(document={}, problems=[error.problem()], misused=True)
    except UserError as error:
        answer = Answer(document={}, problems=[error.problem()], refused=True)
    except OSError as error:
        told = SystemRefused(error).problem()
        answer = Answer(document={}, problems=[told], refused=True)
    except SystemExit as done:  # --help
        return int(done.code or 0)
    try:
        print_answer(answer, as_json=as_json)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough
        _write_no_more()
    except OSError as error:  # the answer goes into a file on a full disk
        error.filename = tr("Standard output")
        _write_no_more()
        sys.stderr.write(f"{SystemRefused(error)}\n")
        return REFUSED
    return answer.exit_code


def _write_no_more() -> None:
    """Let what is still to be written vanish, so that ending does not complain either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_window(book: Path | None) -> int:
    if sys.platform == "linux" and not any(map(os.environ.get, _SCREENS)):
        from ruraldesk.texts.translate import tr

        told = tr("There is no screen here, so no window opens. “{program}” lists the commands.")
        sys.stderr.write(told.format(program="ruraldesk --help") + "\n")
        return 1
    from ruraldesk.ui.app import run

    return run(book)


def _have_streams() -> None:
    """Read nothing and write nowhere where no stream was handed over, as without a console."""
    nothing = Path(os.devnull)
    sys.stdin = sys.stdin or nothing.open(encoding="utf-8")
    sys.stdout = sys.stdout or nothing.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nothing.open("w", encoding="utf-8")


def _speak_utf8() -> None:
    """Write UTF-8 whatever the console's code page: scripts read what we print as UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
