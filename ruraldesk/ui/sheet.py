"""What panels and dialogs add to the application's style: doubtful fields, plain tables."""

from __future__ import annotations

from ruraldesk.ui import tokens


def table(more: str = "") -> str:
    """Return the style of tables in the panel and in dialogs; `more` is added to it."""
    return f"""
QTableView {{ background: {tokens.CARD}; gridline-color: {tokens.INNER_LINE};
  border: none; selection-background-color: {tokens.PINE_TINT}; selection-color: {tokens.INK}; }}
QTableView::item {{ padding: 0px 3px; border: 0px solid transparent; }}
QHeaderView {{ background: {tokens.HEADER}; border: none; }}
QHeaderView::section {{ background: {tokens.HEADER}; color: {tokens.HEADER_TEXT};
  padding: 0px 6px; border: none; border-right: 1px solid {tokens.INNER_LINE};
  border-bottom: 1px solid {tokens.HEADER_LINE}; }}
QHeaderView::section:vertical {{ color: {tokens.QUIET}; padding: 0px;
  border-bottom: 1px solid {tokens.INNER_LINE}; }}
QTableCornerButton::section {{ background: {tokens.HEADER}; border: none;
  border-bottom: 1px solid {tokens.HEADER_LINE}; }}
{more}"""


def panel() -> str:
    """Return what the entry panel adds: doubtful fields, tables."""
    return f"""
QLineEdit[passed="true"]:!focus, QPlainTextEdit[passed="true"]:!focus {{
  border-color: {tokens.LINE}; background: {tokens.FIELD}; }}
QLineEdit[problem="warn"], QPlainTextEdit[problem="warn"] {{
  border-color: {tokens.WHEAT}; background: {tokens.WHEAT_FAINT}; }}
QScrollArea, QWidget#formBody {{ background: transparent; }}
{table()}
"""
