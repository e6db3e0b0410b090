"""How sentences name a division: by its name and its code, since two villages may share a name."""

from __future__ import annotations

from ruraldesk.texts.translate import tr


def told_unit(code: str, name: str = "") -> str:
    """Return a unit as a sentence names it: 黄寺村（410726104201）, or its code without a name."""
    if not name or name == code:
        return code
    return tr("{name} ({code})").format(name=name, code=code)
