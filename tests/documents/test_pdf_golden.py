"""Pages as they were looked at and found good: every text at its place, to the millimetre.

A page that changes on purpose is looked at, and what the failing test wrote is kept instead.
"""

from contextlib import closing
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from ruraldesk.documents.pdf_out import write_ledger
from tests.definitions.builders import loaded
from tests.documents.samples import HEAD, STAGES
from tests.documents.test_pdf_lines import WELLS, checked

GOOD = Path(__file__).parent / "golden"
MM = 72 / 25.4  # points


def places(file: Path) -> str:
    """Return a line for each text of a PDF: page, millimetres from the upper left, the text."""
    told = []
    with closing(PdfDocument(file)) as document:
        for number, page in enumerate(document, start=1):
            texts = page.get_textpage()
            for index in range(texts.count_rects()):
                left, bottom, right, top = texts.get_rect(index)
                text = texts.get_text_bounded(left, bottom, right, top).strip()
                across, down = left / MM, (page.get_height() - bottom) / MM
                told.append(f"{number} {across:.0f} {down:.0f} {text}")
    return "\n".join(told) + "\n"


@pytest.mark.parametrize("key", ["ledger", "checks", "card"])
def test_a_page_looks_as_it_was_found_good(key: str, tmp_path: Path) -> None:
    form = loaded(tmp_path, ledgers={"well": WELLS}, choices=STAGES).form("well")
    layout = next(one for one in form.prints if one.key == key)
    records = [
        checked(1, "换泵", "换电缆", "清淤", name="王𠮷家机井", remark="井房漏雨。\n配电箱已换。"),
        checked(2, name="黄寺村东南片区高标准农田灌溉机井及配套井房"),
        checked(3, "换闸阀"),
    ]
    write_ledger(form, layout, records, tmp_path / f"{key}.pdf", HEAD)
    told = places(tmp_path / f"{key}.pdf")
    good = GOOD / f"{key}.txt"
    (tmp_path / good.name).write_text(told, encoding="utf-8", newline="\n")
    assert told == good.read_text(encoding="utf-8"), f"{tmp_path / good.name}, if it looks good"
