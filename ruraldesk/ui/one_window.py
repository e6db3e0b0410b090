"""One window for a person: a second start shows the first and hands over what it should open.

The second start asks before it makes a window of its own, with nothing but a pipe (on Linux a
socket): no module of Qt is read for it. The window that is there listens once it is filled.
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ruraldesk.files import preferences

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

_LONGEST = 1 << 16  # bytes of a path
_ANSWER_S = 2.0  # that a window may take to answer before it counts as gone


def _name() -> str:
    """Return what the pipe is called: each person has preferences, and a window, of his own."""
    return f"ruraldesk-{zlib.crc32(str(preferences.folder()).encode()):08x}"


def hand_over(path: Path | None) -> bool:
    """Let the window that is there come to the front and open `path`; False where there is none."""
    said = b"" if path is None else str(path.absolute()).encode()
    return _through_pipe(said) if sys.platform == "win32" else _through_socket(said)


def _through_pipe(said: bytes) -> bool:
    try:
        with open(rf"\\.\pipe\{_name()}", "wb", buffering=0) as pipe:  # noqa: PTH123  no path
            import ctypes  # a start that finds nobody need not read it

            windows = ctypes.windll.user32  # type: ignore[attr-defined,unused-ignore]
            windows.AllowSetForegroundWindow(-1)  # only who has the keys may hand them on
            pipe.write(said + b"\n")
    except OSError:  # nobody listens
        return False
    return True


def _through_socket(said: bytes) -> bool:
    import socket

    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(_ANSWER_S)
        try:
            door.connect(f"{os.environ.get('TMPDIR') or '/tmp'}/{_name()}")  # as Qt has it
            door.sendall(said + b"\n")
        except OSError:  # nobody listens
            return False
    return True


def listen(owner: QObject, come: Callable[[Path | None], object]) -> None:
    """Call `come` with what each further start wants to open, as long as `owner` lives."""
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

    server = QLocalServer(owner)
    server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
    QLocalServer.removeServer(_name())  # what a power cut left on Linux
    server.listen(_name())

    def answer() -> None:
        while server.hasPendingConnections():
            guest = server.nextPendingConnection()
            guest.disconnected.connect(guest.deleteLater)
            guest.readyRead.connect(partial(read, guest))
            read(guest)

    def read(guest: QLocalSocket) -> None:
        if guest.canReadLine():
            said = bytes(guest.readLine(_LONGEST).data()).decode(errors="replace").strip("\n")
            guest.disconnectFromServer()
            come(Path(said) if said else None)

    server.newConnection.connect(answer)
