"""Finding a record from anywhere."""

import pytest

from tests.endtoend.program import Program
from tests.endtoend.screen import Screen, wait_for

pytestmark = pytest.mark.long


def test_a_person_found_by_initials_opens_and_is_mended(program: Program, screen: Screen) -> None:
    program.add("person", name="李桂英", sex="female")
    program.add("person", name="王建国", sex="male")
    program.start()
    screen.press("ctrl+k")
    screen.type("lgy")
    screen.press("Return")
    screen.press("Return")  # past the unit: into the name, which is marked
    screen.paste("李桂荣")
    screen.press("ctrl+s")
    names = {"李桂荣", "王建国"}
    wait_for("the new name", lambda: {row["name"] for row in program.rows("person")} == names)

    screen.press("ctrl+k")
    screen.type("wjg")
    screen.press("Escape")
    assert {row["name"] for row in program.rows("person")} == names
