"""Briefs: texts whose numbers are figures, as Word files, as text, and to look at first."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ruraldesk.definitions.choosing import did_you_mean, nearest
from ruraldesk.definitions.expressions import aggregates_of
from ruraldesk.documents.brief_out import fill_text, fill_word, word_text
from ruraldesk.documents.replacing import replacing
from ruraldesk.errors import UserError
from ruraldesk.files.failures import drive_errors
from ruraldesk.services.books import level_name
from ruraldesk.services.brief_figures import FIGURE_BEGINS, FIGURE_ENDS, FIGURE_SAYS
from ruraldesk.services.brief_words import words
from ruraldesk.services.figures import today
from ruraldesk.services.wordings import wordings
from ruraldesk.store.book import Book
from ruraldesk.texts.dates import told_date
from ruraldesk.texts.resources import forms_dir
from ruraldesk.texts.translate import listed, tr

WORD, TEXT = ".docx", ".txt"
_MOST_WORDINGS = 6  # of one figure, told where figures are chosen
_FIGURE = re.compile(f"{FIGURE_BEGINS}(.*?){FIGURE_SAYS}(.*?){FIGURE_ENDS}", re.DOTALL)


class UnknownBrief(UserError):
    """A brief is asked for that there is not, or not in this shape."""

    code = "unknown_brief"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A brief that can be made: what it is called, and its templates by suffix."""

    key: str
    title: str
    note: str = ""
    own: bool = False  # the user's, kept with the book
    templates: dict[str, Path]

    @property
    def shown(self) -> str:
        """The title as the window tells it; what a user calls an own brief is not translated."""
        return self.title if self.own else tr(self.title)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a brief to look at; `figure` is the key of the figure that says it, if any."""

    text: str
    figure: str = ""
    about: str = field(default="", compare=False)  # the figure's label, its day, its rows


@dataclass(frozen=True, slots=True)
class FigureChoice:
    """A figure that a template may name: `{{ f.key }}`."""

    group: str
    key: str
    label: str
    note: str

    @property
    def placeholder(self) -> str:
        """What is typed in the template."""
        return f"{{{{ f.{self.key} }}}}"


def briefs(book: Book) -> list[Brief]:
    """Return the defined briefs of the book's level, then the user's own by name."""
    found = [
        Brief(
            key=one.key, title=one.title, note=one.note, templates=_defined_templates(book, one.key)
        )
        for one in book.definitions.briefs
        if book.info.level in one.levels
    ]
    own = own_folder(book)
    names = sorted({path.stem for path in own.glob("*") if path.suffix.lower() in (WORD, TEXT)})
    return found + [
        Brief(key=name, title=name, own=True, templates=_templates(own, name)) for name in names
    ]


def own_folder(book: Book) -> Path:
    """Return the folder beside the book in which the user's own templates are kept."""
    return book.paths.briefs


def write(book: Book, name: str, as_of: date, target: Path) -> list[str]:
    """Write a brief as of a day, as Word or text by the ending of `target`.

    Returns the keys of the figures it says.

    Raises:
        UnknownBrief: there is no such brief, or none with that ending.
        BadTemplate, UnknownFigure, UnknownWord: its template cannot be filled.
        CannotWrite: the file cannot be written.
    """
    template = _template(book, name, target.suffix.lower())
    names = words(book, as_of)
    if template.suffix.lower() == TEXT:
        filled = fill_text(template, names)
        with replacing(target) as path:
            path.write_text(filled, encoding="utf-8", newline="\r\n")
    else:
        fill_word(template, names, target)
    return list(names["f"].asked)


def preview(book: Book, name: str, as_of: date) -> list[Piece]:
    """Return the text of a brief in pieces: what is written, and the figures in it."""
    known = _brief(book, name)
    template = known.templates.get(TEXT) or known.templates[WORD]
    read = fill_text if template.suffix == TEXT else word_text
    names = words(book, as_of, marked=True)
    filled = read(template, names)
    told = tr("{label} · as of {day} · {count} rows")
    day = told_date(as_of)
    about = {
        key: told.format(label=tr(one.label), day=day, count=f"{one.rows:,}")
        for key, one in names["f"].asked.items()
    }
    return list(_pieces(filled, about))


def figure_choices(book: Book) -> list[FigureChoice]:
    """Return all figures that a template may name, by the groups of the ledgers they look at."""
    definitions = book.definitions
    order = {group.key: place for place, group in enumerate(definitions.groups)}
    titles = {group.key: tr(group.title) for group in definitions.groups}
    found = []
    for one in definitions.figures.values():
        asked = aggregates_of(one.value)
        group = definitions.form(asked[0].source.ledger).group if asked else ""
        choice = FigureChoice(titles.get(group, ""), one.key, tr(one.label), tr(one.note))
        found.append((order.get(group, len(order)), choice))
    return [choice for _, choice in sorted(found, key=lambda pair: pair[0])]


def figure_told(book: Book, key: str, as_of: date) -> str:
    """Return what a figure says on a day, and in which other ways a template may have it said."""
    result = book.figures.value(key, as_of)
    first, *others = wordings(result.definition, result.value, result.text)
    told = tr("As of {day}: {text}.").format(day=told_date(as_of), text=first)
    if not others:
        return told
    return told + tr(" Also: {wordings}.").format(wordings=listed(others[:_MOST_WORDINGS]))


def add_own(book: Book, template: Path) -> Brief:
    """Keep a template of the user's with the book, once it can be filled.

    Raises:
        UnknownBrief: it is neither Word nor text.
        BadTemplate, UnknownFigure, UnknownWord: it cannot be filled; nothing is kept.
        FileError: it cannot be kept beside the book.
    """
    suffix = template.suffix.lower()
    if suffix not in (WORD, TEXT):
        message = tr("“{name}” is neither a Word file (.docx) nor a text (.txt).")
        raise UnknownBrief(message.format(name=template.name))
    _try(book, template)
    folder = own_folder(book)
    with drive_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{template.stem}{suffix}"
    with replacing(kept) as path:
        shutil.copyfile(template, path)
    return next(one for one in briefs(book) if one.own and one.key == template.stem)


def _try(book: Book, template: Path) -> None:
    names = words(book, today(book))
    read = fill_text if template.suffix.lower() == TEXT else word_text
    read(template, names)


def _template(book: Book, name: str, suffix: str) -> Path:
    if suffix not in (WORD, TEXT):
        raise UnknownBrief(
            tr("A brief is written as .docx or .txt, not as “{suffix}”.").format(suffix=suffix)
        )
    found = _brief(book, name)
    if suffix not in found.templates:
        message = tr("“{title}” has no template that ends in {suffix}, only {others}.")
        others = listed(found.templates)
        raise UnknownBrief(message.format(title=found.shown, suffix=suffix, others=others))
    return found.templates[suffix]


def _brief(book: Book, name: str) -> Brief:
    known = briefs(book)
    found = next((one for one in known if name in (one.key, one.title, one.shown)), None)
    if found is None:
        _check_level(book, name)
        names = [word for one in known for word in (one.key, one.shown)]
        message = tr("There is no brief “{name}”.").format(name=name)
        raise UnknownBrief(message + did_you_mean(nearest(name, names)))
    return found


def _check_level(book: Book, name: str) -> None:
    """Refuse a shipped brief that units of other levels write."""
    for one in book.definitions.briefs:
        if name in (one.key, one.title, tr(one.title)) and book.info.level not in one.levels:
            writers = listed(level_name(level) for level in one.levels)
            message = tr("“{title}” is written by: {writers}. This book is of the level: {level}.")
            level = level_name(book.info.level)
            title = tr(one.title)
            raise UnknownBrief(message.format(title=title, writers=writers, level=level))


def _templates(folder: Path, stem: str) -> dict[str, Path]:
    paths = {suffix: folder / f"{stem}{suffix}" for suffix in (WORD, TEXT)}
    return {suffix: path for suffix, path in paths.items() if path.is_file()}


def _defined_templates(book: Book, key: str) -> dict[str, Path]:
    """Return the templates of a defined brief: those sent down for the book before the shipped."""
    shipped, own = (_templates(top / "briefs", key) for top in (forms_dir(), book.paths.forms))
    return shipped | own


def _pieces(filled: str, about: Mapping[str, str]) -> Iterator[Piece]:
    done = 0
    for match in _FIGURE.finditer(filled):
        if match.start() > done:
            yield Piece(filled[done : match.start()])
        yield Piece(match[2], match[1], about[match[1]])
        done = match.end()
    if done < len(filled):
        yield Piece(filled[done:])
