"""Python's compiled modules, the same bytes each time."""

import importlib.util
import marshal
from pathlib import Path


def compiled(source: Path, name: str) -> bytes:
    """Return the compiled module, which never asks for its source; `name` stands in tracebacks."""
    code = compile(source.read_bytes(), name, "exec", dont_inherit=True)
    # What marshal writes tells how often a constant is referred to, which depends on what was
    # compiled before; read and written once more, it depends on the code alone.
    content = marshal.dumps(marshal.loads(marshal.dumps(code)))
    unchecked = (1).to_bytes(4, "little")
    return importlib.util.MAGIC_NUMBER + unchecked + importlib.util.source_hash(b"") + content
