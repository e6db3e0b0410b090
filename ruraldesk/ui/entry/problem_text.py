"""Sentences about problems, under the fields they speak of."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ruraldesk.errors import Level, Problem
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens

_TONES = {Level.BLOCK: "cinnabar", Level.WARN: "wheat", Level.INFORM: "sky"}
_WEIGHT = (Level.BLOCK, Level.WARN, Level.INFORM)


def heaviest(problems: Sequence[Problem]) -> Level | None:
    """Return the level of the heaviest problem; None where there is none."""
    found = {problem.level for problem in problems}
    return next((level for level in _WEIGHT if level in found), None)


def bare_sentence(problem: Problem, label: str) -> str:
    """Return the sentence without the name of its field, for a place that shows the name."""
    return problem.message.removeprefix(tr("{place}: {sentence}").format(place=label, sentence=""))


class ProblemText(QLabel):
    """One or more sentences; a problem of another record has a link that opens it."""

    record_wanted = Signal(str, str)  # form key, UUID

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plain: list[str] = []
        self.setFont(tokens.font(tokens.LABEL))
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.linkActivated.connect(self._on_link)
        self.hide()

    def show_problems(self, problems: Sequence[Problem], *, label: str = "", own: str = "") -> None:
        """Show the sentences, without `label` before them; `own` is the record's own UUID."""
        ordered = sorted(problems, key=lambda problem: _WEIGHT.index(problem.level))
        self._plain = [bare_sentence(problem, label) for problem in ordered]
        parts = [
            _line(problem, text, own) for problem, text in zip(ordered, self._plain, strict=True)
        ]
        linked = any(_leads_away(problem, own) for problem in ordered)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if linked else Qt.FocusPolicy.NoFocus)
        self.setText("<br>".join(parts))
        self.setAccessibleName("\n".join(self._plain))
        self.setVisible(bool(parts))

    def sentences(self) -> list[str]:
        """Return what is shown, without markup."""
        return list(self._plain)

    def _on_link(self, target: str) -> None:
        form, _, uuid = target.partition("/")
        self.record_wanted.emit(form, uuid)


def _leads_away(problem: Problem, own: str) -> bool:
    return bool(problem.form and problem.record) and problem.record != own


def _line(problem: Problem, text: str, own: str) -> str:
    ink = tokens.TONES[_TONES[problem.level]].text
    line = f'<span style="color:{ink}">{escape(text)}</span>'
    if _leads_away(problem, own):
        target = escape(f"{problem.form}/{problem.record}", quote=True)
        words = escape(tr("Open that record"))
        line += f' <a style="color:{ink}" href="{target}">{words}</a>'
    return line
