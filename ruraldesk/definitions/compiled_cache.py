"""The definitions of a folder, compiled once and kept for the next start.

Reading all ledgers takes some hundred milliseconds, reading them compiled a few. What is kept is
good only for the same content of the same files, read by the same program under the same Python;
anything else, and anything that is damaged, is made anew without a word.

It lies in the user's own folder for caches, never beside a book; of a program that runs from a
stick beside it, where whoever can write it could write the program as well. It is not read when
somebody else could have written it, see also `compiled`.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from ruraldesk import __version__
from ruraldesk.definitions import compiled
from ruraldesk.definitions.layers import layered
from ruraldesk.definitions.model import Definitions
from ruraldesk.files.places import cache_folder, kept_words

_FORMAT = b"RuralDesk definitions 1\n"
_KEY_SIZE, _SUM_SIZE = 32, 4
_HEAD = len(_FORMAT) + _KEY_SIZE + _SUM_SIZE
_OTHERS_MAY_WRITE = 0o022
_OVER = "-over-"  # in the names of files that are kept by their content
_MOST_OVER = 6  # of some MB each
_MOST_KNOWN = 2  # in memory


def load_compiled(
    folder: Path, over: Path | None = None, known: dict[bytes, Definitions] | None = None
) -> Definitions:
    """Return all that the folder defines, as `loader.load` does, quicker the second time.

    What lies `over` it is kept by its content: what was compiled to be tried before it was put in
    place is there already afterwards, and so it is for another book with the same packs.

    Args:
        known: the last that were loaded, by a hash of their content; this one is added.

    Raises:
        BadDefinitions: anything is wrong; its `faults` are all there are.
    """
    key = _key_of(folder, over)
    if known is not None:
        found = known.get(key)
        if found is None:
            for old in list(known)[: 1 - _MOST_KNOWN]:
                known.pop(old, None)
            found = known[key] = load_compiled(folder, over)
        return found
    file = _file_for(folder) if over is None else _file_for(folder, key)
    content = _kept(file, key)
    if content is not None:
        try:
            return compiled.from_bytes(content)
        except pickle.UnpicklingError:
            pass  # written by something else than this program; it is made anew
    from ruraldesk.definitions.loader import load  # only now: tables, parser and checks

    content = compiled.to_bytes(load(folder, over=over))
    _keep(file, key, content)
    if over is not None:
        _forget_older(file)
    return compiled.from_bytes(content)  # so that the first start works with the same as the others


def _file_for(folder: Path, key: bytes = b"") -> Path:
    """Return where this folder's definitions are kept; those with others over them by their key."""
    place = hashlib.sha256(os.fsencode(kept_words(folder))).hexdigest()[:16]
    content = f"{_OVER}{key.hex()[:16]}" if key else ""
    return cache_folder() / f"definitions-{place}{content}.bin"


def _forget_older(file: Path) -> None:
    """Keep only the newest few of the definitions that are kept by their content."""
    with suppress(OSError):  # another start may be doing the same
        alike = file.parent.glob(f"{file.name.partition(_OVER)[0]}{_OVER}*.bin")
        newest_first = sorted(alike, key=lambda one: one.stat().st_mtime_ns, reverse=True)
        for old in newest_first[_MOST_OVER:]:
            old.unlink()


def _key_of(folder: Path, over: Path | None = None) -> bytes:
    """Return a hash of all on which the compiled definitions depend.

    The files of definitions are read whole: copies and unpacked archives keep times and sizes. Of
    the program's own modules, which only change as a whole, time and size are enough.
    """
    total = hashlib.sha256(f"{__version__} {sys.version} {sys.byteorder}".encode())
    for name, path in layered(folder, over).items():
        total.update(f"\n{name} ".encode())
        with suppress(OSError):  # the loader tells of a file that cannot be read
            content = path.read_bytes()
            total.update(f"{len(content)}\n".encode())
            total.update(content)
    with os.scandir(Path(__file__).parent) as modules:
        for one in sorted(modules, key=lambda entry: entry.name):
            if one.name.endswith(".py"):
                facts = one.stat()
                total.update(f"\n{one.name} {facts.st_size} {facts.st_mtime_ns}".encode())
    return total.digest()


def _kept(file: Path, key: bytes) -> bytes | None:
    """Return what was kept under the key; None when there is nothing to be trusted."""
    try:
        with file.open("rb") as source:
            if not _is_own(file.parent, source):
                return None
            content = source.read()
    except OSError:
        return None
    body = content[_HEAD:]
    return body if content[:_HEAD] == _head(key, body) else None


def _keep(file: Path, key: bytes, content: bytes) -> None:
    """Keep the content for the next time, where that is possible."""
    unfinished = file.with_suffix(f".{os.getpid()}")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished.write_bytes(_head(key, content) + content)
        unfinished.chmod(0o600)
        unfinished.replace(file)
    except OSError:
        # A full disk, a write-protected profile, or another start that is reading the file on
        # Windows: this start has what it needs, and the next one tries again.
        with suppress(OSError):
            unfinished.unlink()


def _head(key: bytes, content: bytes) -> bytes:
    return _FORMAT + key + zlib.crc32(content).to_bytes(_SUM_SIZE, "big")


def _is_own(folder: Path, source: BinaryIO) -> bool:
    """Say whether nobody but the user can have written an open file in a folder.

    On Windows the folder lies in the user's profile, which only he and the administrators can
    write.
    """
    if sys.platform == "win32":
        return True
    return all(
        facts.st_uid == os.geteuid() and not facts.st_mode & _OTHERS_MAY_WRITE
        for facts in (os.fstat(source.fileno()), folder.stat())
    )
