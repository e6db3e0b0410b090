"""The help's page about sticks explains what the program says, in the program's own words."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ruraldesk.errors import UserError
from ruraldesk.exchange import stick_failures
from ruraldesk.files.failures import TooLargeForDrive
from ruraldesk.texts.resources import resources_dir
from ruraldesk.texts.translate import use_language

KINDS = [
    kind
    for _, kind in inspect.getmembers(stick_failures, inspect.isclass)
    if issubclass(kind, UserError) and kind.__module__ == stick_failures.__name__
]
PAGES = {"zh_CN": "优盘.md", "en": "en/优盘.md"}


@pytest.fixture(params=PAGES)
def quoted(request: pytest.FixtureRequest) -> Iterator[list[list[str]]]:
    """What the page's table quotes of each sentence, in its pieces between the dots."""
    page = (resources_dir() / "help" / PAGES[request.param]).read_text(encoding="utf-8")
    _, *rows = re.findall(r"^\| (.+?) \|", page, re.MULTILINE)  # without the heading
    use_language(request.param)
    yield [re.split(" ?… ?", row) for row in rows]
    use_language("zh_CN")


def sentence_of(kind: type[UserError]) -> str:
    given = {"path": Path("E:/台账.rdp"), "name": "台账.rdp", "needed": 5, "free": 1}
    wanted = list(inspect.signature(kind).parameters)
    return str(kind(*(given.get(name, Path("E:/")) for name in wanted)))


@pytest.mark.parametrize("kind", [*KINDS, TooLargeForDrive])
def test_every_refusal_of_a_stick_is_explained(
    kind: type[UserError], quoted: list[list[str]]
) -> None:
    sentence = sentence_of(kind)

    assert [row for row in quoted if all(piece in sentence for piece in row)], sentence


def test_nothing_is_explained_that_the_program_does_not_say(quoted: list[list[str]]) -> None:
    sentences = [sentence_of(kind) for kind in [*KINDS, TooLargeForDrive]]
    for row in quoted:
        assert any(all(piece in one for piece in row) for one in sentences), row
