"""The keys: what they do everywhere, and what the status bar says about them."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from ruraldesk.texts.translate import tr

HINTS = "key_hints"  # name of the property in which an area says which keys work in it


def set_hints(area: QWidget, hints: str) -> None:
    """Let the status bar show `hints` while the focus is inside `area`."""
    area.setProperty(HINTS, hints)


def hints_for(widget: QWidget | None) -> str:
    """Return the hints of the innermost area that holds `widget`."""
    while widget is not None:
        hints = widget.property(HINTS)
        if isinstance(hints, str) and hints:
            return hints
        if isinstance(widget, QDialog):
            return dialog_hints()  # what lies behind it does not answer to its keys now
        widget = widget.parentWidget()
    return everywhere()


def everywhere() -> str:
    """Return the hints for a place that has none of its own."""
    return tr("F1 help · Ctrl+N new · Ctrl+K search")


def dialog_hints() -> str:
    """Return the hints of a dialog that has none of its own."""
    return tr("Tab next · Space ticks · Enter presses · Esc closes")


def table_hints() -> str:
    """Return the hints of a ledger's table whose cells are typed into."""
    return tr("Type into a cell · F2 edit · Enter opens · Ctrl+D fill · Ctrl+V paste · F1 help")


def filter_hints() -> str:
    """Return the hints of the filter row."""
    return tr(">100 · 100-200 · 2023-11 · = empty · F4 choices · Enter to the rows · Esc clears")


def panel_hints() -> str:
    """Return the hints of the entry panel."""
    return tr("Enter next · Ctrl+D as above · F4 choices · Ctrl+S save · Esc closes, keeps a draft")


def search_hints() -> str:
    """Return the hints of the search over everything."""
    return tr("↑↓ choose · Enter opens · Esc leaves")


def navigation_hints() -> str:
    """Return the hints of the navigation."""
    return tr("↑↓ choose · Enter opens · ←→ fold · F6 next area")


def brief_hints() -> str:
    """Return the hints of a brief that is looked at."""
    return tr("Tab next figure · Enter opens its rows · Ctrl+C copy · F6 next area")


def all_keys() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return every key with what it does, in groups, for the help."""
    return (
        (
            tr("Everywhere"),
            (
                ("Ctrl+K", tr("search everything")),
                ("Ctrl+L", tr("find a ledger")),
                ("Ctrl+B", tr("briefs")),
                ("Ctrl+N", tr("new record")),
                ("Ctrl+Z / Ctrl+Y", tr("take back, do again")),
                ("F5", tr("read again")),
                ("F6", tr("next area of the window")),
                ("Ctrl+O", tr("another book")),
                ("Alt+M", tr("menu: settings, month, backup")),
                ("F1", tr("this help")),
            ),
        ),
        (
            tr("In a table"),
            (
                ("Enter / Ctrl+Enter", tr("open the record")),
                ("F2", tr("edit the cell; typing replaces it")),
                ("Ctrl+Shift+N", tr("new row at the end")),
                ("Ctrl+D / Ctrl+R", tr("fill down, fill right")),
                ("Ctrl+Shift+D", tr("count on: 1, 2, 3 …")),
                ("Ctrl+E", tr("change one field of the marked rows")),
                ("Ctrl+F", tr("into the filter row")),
                ("Alt+↑ / Alt+↓", tr("sort by this column")),
                (tr("Shift + arrows"), tr("mark several")),
                ("Ctrl+C / Ctrl+V", tr("copy and paste cells")),
                ("Delete", tr("empty the marked cells")),
                ("Ctrl+Delete", tr("to the recycle bin")),
                ("F8", tr("a note on the cell")),
                ("Ctrl+P", tr("print")),
                ("Ctrl+Home / Ctrl+End", tr("first, last row")),
            ),
        ),
        (
            tr("While entering"),
            (
                ("Enter", tr("next field")),
                ("Ctrl+Enter", tr("save, and begin the next record")),
                ("Ctrl+S", tr("save")),
                ("Ctrl+D", tr("the value of the record above")),
                ("Ctrl+Shift+D", tr("count on: 1, 2, 3 …")),
                ("F4", tr("open the choices")),
                ("F7", tr("to the next comment from above")),
                ("F8", tr("a note on the field")),
                ("F9", tr("carry the field on to new records, or no more")),
                ("F12", tr("over the usual fields only, or over all with Enter")),
                ("Ctrl+PgDn / Ctrl+PgUp", tr("the next tab, the one before")),
                ("Ctrl+Shift+N", tr("in detail rows: an empty row above this one")),
                ("Ctrl+Delete", tr("in detail rows: drop this one")),
                ("Esc", tr("close; what was typed is kept as a draft")),
            ),
        ),
    )
