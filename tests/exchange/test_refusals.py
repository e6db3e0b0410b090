"""What is said of a damaged file names its parts by what they hold."""

import re
from pathlib import Path

import pytest

from ruraldesk.exchange.answers import ANSWERS
from ruraldesk.exchange.containers import ENVELOPE, MANIFEST, SEALED, SIGNATURE
from ruraldesk.exchange.pack import KEYS, SETTINGS
from ruraldesk.exchange.package import COPIES_LIST, COPIES_SIGNATURE
from ruraldesk.exchange.parts import DATA_PACKAGE, DEFINITIONS
from ruraldesk.exchange.refusals import DamagedPackage

NAMED = [ANSWERS, COPIES_LIST, COPIES_SIGNATURE, DATA_PACKAGE, DEFINITIONS, ENVELOPE, KEYS]
NAMED += [MANIFEST, SEALED, SETTINGS, SIGNATURE, "ledgers/payment.csv", "attachments/a.jpg"]
NAMED += ["copies/月报.xlsx", "forms/a.toml", "records/task_list.jsonl"]


@pytest.mark.parametrize("part", NAMED)
def test_no_part_is_told_by_its_name_in_the_program(part: str) -> None:
    error = DamagedPackage(Path("村.rdp"), (part,))
    told = str(error).replace("村.rdp", "").replace("Excel", "").replace("PDF", "")
    assert not re.search("[A-Za-z]{2}", told), told
    assert error.parts == (part,)


def test_many_ledgers_are_told_once() -> None:
    error = DamagedPackage(Path("村.rdp"), [f"ledgers/{key}.csv" for key in "abcdefgh"])
    assert str(error).count("台账数据") == 1
    assert "…" not in str(error)


def test_a_name_that_is_nobodys_is_told_as_it_is() -> None:
    assert "../逃出来.txt" in str(DamagedPackage(Path("村.rdp"), ("../逃出来.txt",)))
