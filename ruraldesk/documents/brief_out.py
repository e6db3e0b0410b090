"""Filling the templates of briefs: Word files (docxtpl) and plain text, both in Jinja's words.

Templates may come from anywhere, so they are filled in Jinja's sandbox, and only with what they
are given.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ruraldesk.documents.replacing import replacing
from ruraldesk.errors import UserError
from ruraldesk.texts.translate import tr

_BLANK_LINES = re.compile(r"\n{3,}")


class BadTemplate(UserError):
    """A brief's template cannot be filled."""

    code = "bad_template"


def fill_text(template: Path, names: Mapping[str, Any]) -> str:
    """Return a text template filled in.

    Raises:
        BadTemplate: it is no UTF-8 text, or says what cannot be understood.
    """
    try:
        source = template.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        message = tr("“{name}” is not UTF-8 text. Save it as UTF-8.").format(name=template.name)
        raise BadTemplate(message) from error
    filled = _told(template, lambda: _environment().from_string(source).render(names))
    return _BLANK_LINES.sub("\n\n", filled).strip() + "\n"


def fill_word(template: Path, names: Mapping[str, Any], target: Path) -> None:
    """Write a Word template filled in; an old file at `target` survives a failure.

    Raises:
        BadTemplate: it is no Word file, or says what cannot be understood.
        CannotWrite: the file cannot be written.
    """
    word = _filled(template, names)
    with replacing(target) as path:
        word.save(path)


def word_text(template: Path, names: Mapping[str, Any]) -> str:
    """Return what a Word template says when it is filled in: its paragraphs, cells apart by tabs.

    Raises:
        BadTemplate: as `fill_word`.
    """
    lines: list[str] = []
    for part in _filled(template, names).docx.iter_inner_content():
        if isinstance(part, Table):
            lines += ["\t".join(cell.text for cell in row.cells) for row in part.rows]
        else:
            lines.append(part.text)
    return "\n".join(lines).strip() + "\n"


def _filled(template: Path, names: Mapping[str, Any]) -> DocxTemplate:
    try:
        word = DocxTemplate(template)
        word.init_docx()
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        message = tr("“{name}” is not a Word file (.docx). Save it as .docx in Word or WPS.")
        raise BadTemplate(message.format(name=template.name)) from error
    _told(template, lambda: word.render(dict(names), _environment(), autoescape=True))
    return word


def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _told(template: Path, fill: Callable[[], Any]) -> Any:
    """Return what `fill` returns; say in a sentence why a template cannot be filled."""
    try:
        return fill()
    except TemplateSyntaxError as error:
        message = tr("“{name}”, line {line}: the placeholder is not written properly ({reason}).")
        reason = error.message or ""
        raise BadTemplate(
            message.format(name=template.name, line=error.lineno, reason=reason)
        ) from error
    except (UndefinedError, SecurityError, TypeError, ValueError, ArithmeticError) as error:
        message = tr("“{name}”: a placeholder asks for what there is not ({reason}).")
        raise BadTemplate(message.format(name=template.name, reason=error)) from error
    except (TemplateError, SyntaxError) as error:  # the latter is lxml's, of broken Word XML
        message = tr("“{name}” cannot be filled: {reason}.")
        raise BadTemplate(message.format(name=template.name, reason=error)) from error
