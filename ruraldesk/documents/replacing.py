"""Writing a file so that an old one survives a failed attempt."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from ruraldesk.errors import UserError
from ruraldesk.files.writing import flush
from ruraldesk.texts.translate import tr


class CannotWrite(UserError):
    """A document cannot be written where it should go."""

    code = "cannot_write"

    def __init__(self, target: Path, reason: OSError) -> None:
        if isinstance(reason, PermissionError):
            message = tr(
                "“{name}” cannot be written. If it is open in Excel or WPS, close it there; "
                "otherwise choose another folder."
            )
        else:
            message = tr(
                "“{name}” cannot be written ({reason}). Check that there is room and that the "
                "folder can be written, or choose another folder."
            )
        super().__init__(message.format(name=target.name, reason=_in_words(reason)))


def _in_words(reason: OSError) -> str:
    """Return why the system refused, in the user's words where they are known."""
    known = {
        errno.ENOSPC: tr("the disk is full"),
        errno.EROFS: tr("the disk is write-protected"),
        errno.ENOENT: tr("there is no such folder"),
        errno.ENOTDIR: tr("there is no such folder"),
    }
    return known.get(reason.errno or 0) or reason.strerror or str(reason)


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield a temporary path beside `target`; when the block succeeds it takes target's place.

    The file is flushed to the device before it is renamed. When the block fails, whatever stood
    at `target` is still there and the temporary file is gone.

    Raises:
        CannotWrite: the folder, the device or the old file does not allow it.
    """
    unfinished = target.with_name(f".{uuid4().hex[:8]}.{target.name[-60:]}")
    try:
        yield unfinished
        flush(unfinished)
        unfinished.replace(target)
    except OSError as error:
        raise CannotWrite(target, error) from error
    finally:
        unfinished.unlink(missing_ok=True)
