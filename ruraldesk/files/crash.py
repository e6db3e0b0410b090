"""What was not foreseen: a report file, and a sentence that says where it lies."""

from __future__ import annotations

import platform
import re
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType

from ruraldesk import __version__
from ruraldesk.errors import UserError
from ruraldesk.files import preferences
from ruraldesk.texts.translate import tr

Teller = Callable[[str], object]

_SAID_BY_QT = re.compile(r"^(Error calling Python override of [^ ]+: )+")  # put before a sentence

_tellers: list[Teller] = []


def install(teller: Teller) -> None:
    """Send every uncaught error to a report, and sentences for the user to `teller`."""
    _tellers[:] = [teller]
    sys.excepthook = _hook
    threading.excepthook = _thread_hook


def tell(sentence: str) -> None:
    """Show `sentence` to the user; without a window it goes to standard error."""
    if _tellers:
        _tellers[-1](sentence)
    else:
        print(sentence, file=sys.stderr)


def report(error: BaseException) -> Path | None:
    """Write a crash report about `error` and tell the user where it is.

    The report holds the program's own lines and the message of the error, nothing else of the
    book. Returns the file, or None when not even that could be written.
    """
    text = _describe(error)
    print(text, file=sys.stderr)
    path = _write(text)
    if path is None:
        tell(
            tr(
                "Something went wrong in the program, and no report could be written: {error}. "
                "What was saved is safe. Close the program and open it again."
            ).format(error=error)
        )
    else:
        tell(
            tr(
                "Something went wrong in the program. What was saved is safe. The report is in "
                "{path}; please send it to whoever looks after the program."
            ).format(path=path)
        )
    return path


def _describe(error: BaseException) -> str:
    lines = traceback.format_exception(error)
    head = [
        f"RuralDesk {__version__}",
        f"Python {platform.python_version()} · {platform.platform()}",
        datetime.now().astimezone().isoformat(timespec="seconds"),
        "",
    ]
    return "\n".join(head) + "".join(lines)


def _write(text: str) -> Path | None:
    folder = preferences.folder() / "crashes"
    path = folder / f"crash-{datetime.now():%Y%m%d-%H%M%S-%f}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError:
        return None
    return path


def _hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    _take(error.with_traceback(trace))


def _thread_hook(details: threading.ExceptHookArgs) -> None:
    if details.exc_value is not None:
        _take(details.exc_value)


def _take(error: BaseException) -> None:
    """Tell what the environment refuses and nobody nearer told; anything else is a bug."""
    if isinstance(error, UserError):  # a stick was pulled out: any look at the book may say so
        tell(_SAID_BY_QT.sub("", str(error)))
    else:
        report(error)
