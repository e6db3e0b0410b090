"""How large everything is shown: chosen in the settings, taken up at the next start."""

from __future__ import annotations

import os

from ruraldesk.files import preferences

SIZES = (100, 110, 125, 150)  # percent
_VARIABLE = "QT_SCALE_FACTOR"


def text_size() -> int:
    """Return the chosen size in percent."""
    chosen = preferences.load("text_size", 100)
    return chosen if chosen in SIZES else 100


def prepare() -> None:
    """Let Qt draw everything in the chosen size; only before the application is made.

    What the environment says already goes before it.
    """
    if text_size() != 100:
        os.environ.setdefault(_VARIABLE, str(text_size() / 100))
