"""A clerk at the form, with nothing but the keyboard."""

import subprocess
from datetime import date

import pytest
from PIL import Image, ImageChops

from ruraldesk.ui import tokens
from tests.endtoend.program import Program
from tests.endtoend.screen import Screen, wait_for

pytestmark = pytest.mark.long

ID_NUMBER = "410726196803122462"


def test_a_cadre_is_entered_by_keyboard_and_the_id_number_tells_birth_and_sex(
    program: Program, screen: Screen
) -> None:
    program.start()
    program.show("cgbhmc")
    screen.press("ctrl+n", "Return")  # past the person, who is in no ledger yet
    screen.paste("李桂英")
    screen.press("Return")
    screen.type(ID_NUMBER)
    screen.press("Return")  # sex and birth date are known now: to the nation, which is filled
    screen.press("Return", "Return")
    screen.type("jk")
    screen.press("Return", "ctrl+s")

    (row,) = wait_for("the cadre in the book", lambda: program.rows("cadre"))
    assert (row["name"], row["id_number"], row["health"]) == ("李桂英", ID_NUMBER, "healthy")
    assert (row["gender"], row["born_on"]) == ("female", date(1968, 3, 12))
    assert program.drafts("cadre") == []


def test_what_was_typed_before_a_power_cut_is_offered_and_finished(
    program: Program, screen: Screen
) -> None:
    program.start()
    program.show("jfcssp")
    screen.press("ctrl+n")
    typing = ["xdotool", "type", "--delay", "150", "washing powder in bags"]
    hands = subprocess.Popen(typing, env=screen.variables())
    wait_for("a draft", lambda: any(one.get("name") for one in program.drafts("points_goods")))
    program.kill()
    hands.wait()  # ended in the middle, it would leave a key down

    (left,) = program.drafts("points_goods")
    assert "washing powder in bags".startswith(str(left["name"]))
    program.start()
    x, y = wait_for("the offer to go on", lambda: offer_on(screen.picture()))
    screen.click(x, y)
    screen.call("xdotool", "key", "End")
    screen.type(" 1 kg")
    screen.press("ctrl+s")
    (row,) = wait_for("the entry in the book", lambda: program.rows("points_goods"))
    assert str(row["name"]).startswith(str(left["name"]).strip())
    said = [value for value in row.values.values() if isinstance(value, str)]
    assert any("1 kg" in value for value in said), said  # into the field the entry opens at
    wait_for("no draft", lambda: program.drafts("points_goods") == [])


def offer_on(picture: Image.Image) -> tuple[int, ...]:
    """Return where the button of the message at the foot of the window stands."""
    ground = Image.new("RGB", picture.size, tokens.WHEAT_TINT)
    same = (
        ImageChops.difference(picture.convert("RGB"), ground)
        .convert("L")
        .point(lambda v: 255 * (v == 0))
    )
    box = same.crop((300, 600, picture.width, picture.height)).getbbox()
    return () if box is None else (300 + box[2] - 70, 600 + (box[1] + box[3]) // 2)
