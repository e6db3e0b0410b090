"""The frame is painted before anything else is imported."""

import subprocess
import sys

import pytest

PROBE = """
import sys
from PySide6.QtCore import QTimer
from ruraldesk.ui.app import make_application
from ruraldesk.ui.main_window import MainWindow

app = make_application()
window = MainWindow()
seen = []

def painted():
    heavy = ("sqlalchemy", "openpyxl", "reportlab", "PIL", "ruraldesk.store", "ruraldesk.services",
             "ruraldesk.definitions", "ruraldesk.ui.widgets")
    seen.extend(name for name in heavy if name in sys.modules)
    window.build()
    window.first_painted.disconnect()
    QTimer.singleShot(0, done)

def done():
    print("built:", window.top_bar.isVisible(), window.navigation.isVisible())
    print("icon:", window.windowIcon().availableSizes()[-1].width())
    app.quit()

window.first_painted.connect(painted)
window.show()
app.exec()
print("imported:", *seen)
"""


@pytest.fixture(scope="module")
def told() -> str:
    environment_is_kept = subprocess.run(
        [sys.executable, "-c", PROBE], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert environment_is_kept.returncode == 0, environment_is_kept.stderr
    return environment_is_kept.stdout


def test_nothing_heavy_is_imported_before_the_first_paint(told: str) -> None:
    assert "imported:\n" in told


def test_the_parts_take_the_place_of_the_frame(told: str) -> None:
    assert "built: True True" in told


def test_the_task_bar_shows_the_program_by_its_icon(told: str) -> None:
    assert "icon: 256" in told
