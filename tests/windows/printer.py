"""A printer for the tests: a print server of our own; what is printed becomes a file."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.endtoend.screen import end, wait_for

SERVER = "/usr/sbin/cupsd"
NAME = "王楼打印机"
_SETTINGS = """
Listen {folder}/socket
Browsing No
WebInterface No
<Location />
Allow all
</Location>
<Policy default>
<Limit All>
Order allow,deny
Allow all
</Limit>
</Policy>
"""
_FILES = """
FileDevice Yes
ServerRoot {folder}
RequestRoot {folder}/spool
CacheDir {folder}/cache
StateDir {folder}/state
TempDir {folder}/temp
AccessLog {folder}/access
ErrorLog {folder}/errors
PageLog {folder}/pages
SystemGroup root
Sandboxing relaxed
"""


@dataclass(frozen=True, slots=True)
class Printer:
    """The socket of its server, and the file into which it prints, one print over the other."""

    server: Path
    paper: Path

    def wait_for_print(self) -> None:
        """Wait until something was printed as a whole."""
        wait_for("a print", lambda: self.paper.stat().st_size and not self._waiting())

    def _waiting(self) -> str:
        told = subprocess.run(
            ["lpstat", "-h", self.server, "-o"], capture_output=True, text=True, check=True
        )
        return told.stdout

    def as_pdf(self, target: Path) -> Path:
        """Write what was printed as a PDF, upright."""
        upright = ["-dAutoRotatePages=/PageByPage", f"-sOutputFile={target}", self.paper]
        subprocess.run(
            ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", *upright], check=True
        )
        return target


def is_possible() -> bool:
    """Tell whether this machine has what such a printer needs (Debian: cups, cups-client,
    ghostscript); it is for root alone."""
    programs = (SERVER, "lpadmin", "lpstat", "gs")
    return os.geteuid() == 0 and all(shutil.which(one) for one in programs)


@contextmanager
def printer(folder: Path) -> Iterator[Printer]:
    """Start a print server with one printer for PostScript; it ends with the block."""
    folder.chmod(0o755)
    for name in ("spool", "cache", "state", "temp"):
        (folder / name).mkdir()
    (folder / "settings").write_text(_SETTINGS.format(folder=folder))
    (folder / "files").write_text(_FILES.format(folder=folder))
    paper = folder / "paper.ps"
    paper.touch()
    paper.chmod(0o666)
    command = [SERVER, "-f", "-c", str(folder / "settings"), "-s", str(folder / "files")]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_for("a print server", (folder / "socket").exists)
        made = [
            "-p",
            NAME,
            "-E",
            "-v",
            f"file:{paper}",
            "-m",
            "drv:///sample.drv/generic.ppd",
            "-o",
            "PageSize=A4",
        ]
        add = ["lpadmin", "-h", str(folder / "socket"), *made]
        subprocess.run(add, check=True, stderr=subprocess.DEVNULL)
        yield Printer(folder / "socket", paper)
    finally:
        end(server)
