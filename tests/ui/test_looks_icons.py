"""Icons are those of one set, each is used, and each draws something inside its square."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

import ruraldesk.ui
from ruraldesk.services.books import shipped_definitions
from ruraldesk.texts.resources import resources_dir
from ruraldesk.ui import icons
from ruraldesk.ui.nav_list import BRIEFS, HOME, REPORTING

CODE = "\n".join(
    path.read_text(encoding="utf-8") for path in Path(ruraldesk.ui.__file__).parent.rglob("*.py")
)
GROUPS = {group.key for group in shipped_definitions().groups}


def painted(name: str, side: int) -> QImage:
    image = QImage(3 * side, 3 * side, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    icons.draw(painter, name, QRectF(side, side, side, side), QColor("black"))
    painter.end()
    return image


@pytest.mark.parametrize("name", sorted(icons.names()))
@pytest.mark.parametrize("side", [12, 16, 40])
def test_an_icon_draws_inside_its_square(name: str, side: int) -> None:
    image = painted(name, side)
    dark = [
        (x, y)
        for x in range(3 * side)
        for y in range(3 * side)
        if image.pixelColor(x, y).red() < 200
    ]
    assert len(dark) >= side / 2
    assert all(side - 1 <= place <= 2 * side for spot in dark for place in spot)


@pytest.mark.parametrize("name", sorted(icons.names()))
def test_every_icon_is_used(name: str) -> None:
    pages = {HOME, BRIEFS, REPORTING}
    assert name in GROUPS | pages or re.search(f"[\"']{name}[\"']", CODE)


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_every_group_of_ledgers_has_an_icon(group: str) -> None:
    assert group in icons.names()


def test_the_licence_comes_with_the_drawings() -> None:
    folder = resources_dir() / "icons"
    assert "ISC License" in (folder / "LUCIDE.txt").read_text(encoding="utf-8")
    drawings = {path.stem for path in folder.glob("*.svg")}
    assert len(drawings) == len(icons.names())
    assert all("lucide" in (folder / f"{name}.svg").read_text("utf-8") for name in drawings)
