"""The style of every standard widget: Fusion underneath, the look's tokens above.

Widgets that paint themselves (buttons, chips, the table) take the tokens directly; this sheet is
for what Qt paints: fields, lists, menus, tabs, scroll bars, dialogs.
"""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from ruraldesk.texts.resources import resources_dir
from ruraldesk.ui import tokens

_SHEET = """
QToolTip { background: $CARD; color: $INK; border: 1px solid $FIELD_LINE; padding: 4px 8px; }
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QDateEdit, QSpinBox {
  background: $CARD; color: $INK; border: 1px solid $FIELD_LINE; border-radius: 6px;
  padding: 0px 8px; selection-background-color: $PINE; selection-color: $CARD;
  placeholder-text-color: $HINT; }
QLineEdit, QComboBox, QDateEdit, QSpinBox { min-height: 28px; }
QPlainTextEdit, QTextEdit { padding: 4px 5px; }
QLineEdit:hover, QPlainTextEdit:hover, QTextEdit:hover, QComboBox:hover { border-color: $HINT; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QDateEdit:focus,
QSpinBox:focus { border: 2px solid $PINE; padding: 0px 7px; }
QLineEdit:focus, QComboBox:focus, QDateEdit:focus, QSpinBox:focus { min-height: 26px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 3px 4px; }
QLineEdit[problem="true"], QPlainTextEdit[problem="true"], QComboBox[problem="true"] {
  border-color: $CINNABAR; background: $CINNABAR_FAINT; }
QLineEdit[computed="true"], QPlainTextEdit[computed="true"], QLineEdit:disabled,
QPlainTextEdit:disabled, QComboBox:disabled { background: $HEADER; color: $HEADER_TEXT; }
QComboBox::drop-down, QDateEdit::drop-down { width: 22px; border: none; }
QDateEdit::down-arrow { width: 0; height: 0; border-left: 4px solid $CARD;
  border-right: 4px solid $CARD; border-top: 5px solid $HINT; }
QComboBox QAbstractItemView, QListView, QListWidget {
  background: $CARD; border: 1px solid $LINE; border-radius: 6px; outline: none; padding: 4px; }
QComboBox QAbstractItemView::item, QListView::item { min-height: 28px; padding: 0px 8px;
  border-radius: 4px; color: $INK; }
QComboBox QAbstractItemView::item:hover, QListView::item:hover { background: $PINE_FAINT; }
QComboBox QAbstractItemView::item:selected, QListView::item:selected {
  background: $PINE_TINT; color: $INK; }
QListView:focus { border: 2px solid $PINE; padding: 3px; }
QTreeView { background: $CARD; color: $INK; border: 1px solid $LINE; outline: none;
  selection-background-color: $PINE_TINT; selection-color: $INK; }
QTreeView:focus { border: 2px solid $PINE; }
QTreeView::item { min-height: 26px; }
QTreeView::item:selected { background: $PINE_TINT; color: $INK; }
QTreeView QHeaderView::section { background: $HEADER; color: $HEADER_TEXT; padding: 4px 6px;
  border: none; border-bottom: 1px solid $HEADER_LINE; }
QMenu { background: $CARD; border: 1px solid $LINE; padding: 4px; }
QMenu::item { padding: 6px 20px 6px 12px; border-radius: 4px; color: $INK; }
QMenu::item:selected { background: $PINE_TINT; }
QMenu::item:disabled { color: $HINT; }
QMenu::separator { height: 1px; background: $INNER_LINE; margin: 4px 8px; }
QScrollBar, QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { width: 12px; } QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $HANDLE; border-radius: 4px; margin: 2px; }
QScrollBar::handle:hover { background: $HANDLE_HOVER; }
QScrollBar::handle:vertical { min-height: 32px; } QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { padding: 8px 2px 6px 2px; margin-right: 16px; color: $INK;
  border: none; border-bottom: 3px solid transparent; background: transparent; }
QTabBar::tab:selected { color: $PINE; border-bottom-color: $PINE; font-weight: bold; }
QTabBar::tab:hover { color: $PINE; }
QTabBar::tab:focus { border: 2px solid $PINE; border-radius: 4px; }
QTabWidget::pane { border: none; border-top: 1px solid $INNER_LINE; }
QProgressBar { background: $STONE; border: none; border-radius: 4px; max-height: 8px; }
QProgressBar::chunk { background: $PINE; border-radius: 4px; }
QDialog, QMessageBox { background: $PAPER; }
QGroupBox { border: 1px solid $LINE; border-radius: 8px; margin-top: 10px; background: $CARD; }
QGroupBox::title { subcontrol-origin: margin; left: 12px; padding: 0 4px; }
QSplitter::handle { background: transparent; }
QCheckBox, QRadioButton { spacing: 8px; border: 2px solid transparent; padding: 1px 4px 1px 2px; }
QCheckBox::indicator, QListView::indicator, QTreeView::indicator, QTableView::indicator {
  width: 15px; height: 15px; border: 1px solid $QUIET; border-radius: 3px; background: $CARD; }
QCheckBox::indicator:checked, QListView::indicator:checked, QTreeView::indicator:checked,
QTableView::indicator:checked { background: $PINE; border-color: $PINE; image: url("@CHECK@"); }
QCheckBox::indicator:indeterminate, QTreeView::indicator:indeterminate {
  background: $PINE_TINT; border: 2px solid $PINE; width: 13px; height: 13px; }
QRadioButton::indicator { width: 15px; height: 15px; border: 1px solid $QUIET;
  border-radius: 8px; background: $CARD; }
QRadioButton::indicator:checked { width: 7px; height: 7px; border: 5px solid $PINE; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $FIELD_LINE; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid $PINE; border-radius: 4px; }
QPushButton { background: $CARD; color: $INK; border: 1px solid $FIELD_LINE; border-radius: 6px;
  padding: 0px 14px; min-height: 30px; }
QPushButton:hover { background: $FIELD; border-color: $HINT; }
QPushButton:pressed { background: $STONE; }
QPushButton:focus { border: 2px solid $PINE; padding: 0px 13px; min-height: 28px; }
QPushButton:default { background: $PINE; color: $CARD; border-color: $PINE; font-weight: bold; }
QPushButton:default:focus { border: 2px solid $INK; }
QPushButton:disabled { color: $HINT; background: $STONE; border-color: $LINE; }
"""


def sheet() -> str:
    """Return the style sheet of the application."""
    mark = "white" if QColor(tokens.CARD).lightnessF() > 0.5 else "black"  # on a ground of pine
    path = resources_dir() / "icons" / f"check-{mark}.png"
    return tokens.coloured(_SHEET).replace("@CHECK@", path.as_posix())


def palette() -> QPalette:
    """Return the application's palette, the same on every desktop."""
    made = QPalette()
    role = QPalette.ColorRole
    for which, token in (
        (role.Window, tokens.PAPER),
        (role.WindowText, tokens.INK),
        (role.Base, tokens.CARD),
        (role.AlternateBase, tokens.FIELD),
        (role.Text, tokens.INK),
        (role.Button, tokens.CARD),
        (role.ButtonText, tokens.INK),
        (role.PlaceholderText, tokens.HINT),
        (role.Highlight, tokens.PINE),
        (role.HighlightedText, tokens.CARD),
        (role.ToolTipBase, tokens.CARD),
        (role.ToolTipText, tokens.INK),
        (role.Link, tokens.SKY),
    ):
        made.setColor(which, QColor(token))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(tokens.HINT))
    return made
