"""Small things remembered; a damaged file is only the defaults."""

import pytest

from ruraldesk.files import preferences

pytestmark = pytest.mark.usefixtures("own_preferences")


def test_what_is_kept_is_there_in_the_next_session() -> None:
    preferences.keep("columns.project", ["code", "name"])
    preferences.reread()

    assert preferences.load("columns.project", []) == ["code", "name"]


def test_nothing_kept_means_the_default() -> None:
    assert preferences.load("panel_width", 404) == 404


def test_a_value_of_another_kind_means_the_default() -> None:
    preferences.keep("panel_width", "wide")

    assert preferences.load("panel_width", 404) == 404


def test_none_forgets() -> None:
    preferences.keep("widths.project", {"code": 80})
    preferences.keep("widths.project", None)
    preferences.reread()

    assert preferences.load("widths.project", {}) == {}


@pytest.mark.parametrize("content", ["", "{", "[1, 2]", "\x00\xff"])
def test_a_damaged_file_means_the_defaults(content: str) -> None:
    preferences.folder().mkdir(parents=True)
    (preferences.folder() / "window.json").write_text(content, encoding="utf-8")
    preferences.reread()

    assert preferences.load("folded_groups", []) == []


def test_a_folder_that_cannot_be_written_stops_nobody() -> None:
    preferences.folder().write_text("in the way", encoding="utf-8")

    preferences.keep("panel_width", 500)

    assert preferences.load("panel_width", 404) == 500
