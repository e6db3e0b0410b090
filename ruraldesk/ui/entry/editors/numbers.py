"""Editors of numbers: right-aligned text with the unit inside; exact, never a spin box."""

from __future__ import annotations

from typing import ClassVar

from ruraldesk.ui.entry.editors.line import LineEditor


class NumberEditor(LineEditor):
    """Integers, decimals, money and percentages."""

    right_aligned: ClassVar[bool] = True
