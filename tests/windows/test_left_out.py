"""The list of what the suite leaves out in Wine: each place is known, once, and has its reason."""

from pathlib import Path

import pytest

from tests.windows.in_wine import LIST, LeftOut, read_list

TESTS = ["tests/cli/test_a.py::test_one", "tests/cli/test_a.py::test_two[x]", "tests/ui/b.py::test"]


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("tests/cli", TESTS[:2]),
        ("tests/cli/test_a.py", TESTS[:2]),
        ("tests/cli/test_a.py::test_two", TESTS[1:2]),
        ("tests/cli/test_a.py::test_two[x]", TESTS[1:2]),
        ("tests/c", []),
        ("tests/cli/test_a.py::test", []),
    ],
)
def test_a_place_is_a_folder_a_file_a_test_or_a_case(place: str, found: list[str]) -> None:
    left_out = LeftOut({place: "why"})
    assert [test for test in TESTS if left_out.place_of(test)] == found


def test_a_place_where_nothing_is_is_found() -> None:
    gone = {
        "tests/nowhere": "no such folder",
        "tests/nowhere/test_a.py::test": "no such file",
        "tests/cli/test_a.py::test_three": "no such test in a file that was collected",
    }
    assert LeftOut({**gone, "tests/cli": "there"}).unknown(TESTS) == list(gone)


def test_what_was_not_collected_is_not_judged() -> None:
    other = "tests/windows/test_left_out.py::test_another"
    assert LeftOut({other: "its file was not asked for"}).unknown(TESTS) == []


def test_no_place_stands_twice(tmp_path: Path) -> None:
    file = tmp_path / "left_out.toml"
    entry = '[[left_out]]\nwhy = "{}"\ntests = ["tests/cli"]\n'
    file.write_text(entry.format("one") + entry.format("other"), encoding="utf-8")
    with pytest.raises(ValueError, match="names twice: tests/cli"):
        read_list(file)


def test_every_file_of_the_list_is_there() -> None:
    places = read_list(LIST).reasons
    assert places
    assert LeftOut(places).unknown([]) == []
