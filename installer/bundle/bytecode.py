"""Python's compiled modules, the same bytes each time."""

import importlib.util
import marshal
from pathlib import Path


def compiled(source: Path, name: str) -> bytes:
    """Return the compiled module, which never asks for its source; `name` stands in tracebacks."""
    unchecked = (1).to_bytes(4, "little")
    head = importlib.util.MAGIC_NUMBER + unchecked + importlib.util.source_hash(b"")
    return head + code(source.read_bytes(), name)


def code(source: bytes, name: str) -> bytes:
    """Return the code of a module as marshal writes it."""
    made = compile(source, name, "exec", dont_inherit=True)
    # What marshal writes tells how often a constant is referred to, which depends on what was
    # compiled before; read and written once more, it depends on the code alone.
    return marshal.dumps(marshal.loads(marshal.dumps(made)))
