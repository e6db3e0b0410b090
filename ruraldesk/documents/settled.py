"""A workbook as the same bytes for the same content: openpyxl writes the hour into each."""

from __future__ import annotations

import re
import shutil
import zipfile
from datetime import date
from pathlib import Path

from ruraldesk.documents.replacing import replacing

_PROPERTIES = "docProps/core.xml"
_TIME = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_DATE = (1980, 1, 1, 0, 0, 0)


def settle_workbook(file: Path, day: date) -> None:
    """Give a workbook the day it stands for instead of the moment at which it was written.

    Raises:
        CannotWrite: the file cannot be replaced.
    """
    with (
        replacing(file) as unfinished,
        zipfile.ZipFile(file) as old,
        zipfile.ZipFile(unfinished, "w") as new,
    ):
        for name in sorted(old.namelist()):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
            if name == _PROPERTIES:
                stamp = f"{day:%Y-%m-%d}T00:00:00Z".encode()
                new.writestr(entry, _TIME.sub(rb"\g<1>" + stamp, old.read(name)))
                continue
            with old.open(name) as content, new.open(entry, "w") as target:
                shutil.copyfileobj(content, target)
