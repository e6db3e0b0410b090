"""The text a user sees, in the language chosen.

Messages are written in English in the code and shown in Chinese; forms are written in Chinese
and shown in English to those who choose it. Both directions are the same look-up, in the
catalogues `resources/translations/<code>/*.json`: flat JSON objects, source text to shown text.
"""

import json
from collections.abc import Iterable
from functools import cache

from ruraldesk.texts.resources import resources_dir

LANGUAGES = ("zh_CN", "en")
_BETWEEN_WORDS = {"zh_CN": "、", "en": ", "}
_BETWEEN_CLAUSES = {"zh_CN": "，", "en": ", "}

# The window's Chinese font draws these as wide as a Chinese character, with a gap beside them.
_NARROW = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})

_active = LANGUAGES[0]


def tr(text: str) -> str:
    """Return `text` in the active language; a text without translation comes back as it is.

    In English, quotation marks are the narrow ones.

    Every text of a form that a window or a sentence shows passes here too: labels, helps, choices,
    units, rules. What is printed or written for other offices does not: it stays Chinese.

    Placeholders such as `{name}` are kept, so translate first and `.format()` afterwards.
    """
    shown = _catalogue(_active).get(text, text)
    return shown if _active == LANGUAGES[0] else shown.translate(_NARROW)


def on_paper(text: str) -> str:
    """Return `text` as papers and workbooks say it: in Chinese, whatever the window speaks.

    Reports go to Chinese offices, and two clerks of one village must hand in the same paper.
    """
    return _catalogue(LANGUAGES[0]).get(text, text)


def listed(words: Iterable[str]) -> str:
    """Return `words` as a list in the active language: a、b in Chinese, a, b in English."""
    return _BETWEEN_WORDS[_active].join(words)


def joined(clauses: Iterable[str]) -> str:
    """Return `clauses` as one sentence in the active language: a，b in Chinese, a, b in English."""
    return _BETWEEN_CLAUSES[_active].join(clauses)


def unit_name(unit: str) -> str:
    """Return a unit of a form in the active language: 万元 is "10k yuan", what only counts is "".

    Units are kept by themselves in the catalogue, since 户 is also the choice "Household".
    """
    return _catalogue(_active).get(f"unit: {unit}", unit)


def with_unit(number: str, unit: str) -> str:
    """Return a number with its unit in the active language: 5亩, 5 mu; what only counts, 5户, 5."""
    told = unit_name(unit)
    if _active == LANGUAGES[0] or told == "%":
        return f"{number}{told}"
    return f"{number} {told}".rstrip()


def use_language(code: str) -> None:
    """Show texts in the language `code`, one of LANGUAGES, from now on and in every thread.

    Raises:
        ValueError: there is no such language.
    """
    global _active
    if code not in LANGUAGES:
        raise ValueError(f"no language {code!r}; there are {', '.join(LANGUAGES)}")
    _active = code


def language() -> str:
    """Return the code of the active language."""
    return _active


@cache
def _catalogue(code: str) -> dict[str, str]:
    """Read all catalogues of one language, once, when its first text is asked for.

    Raises:
        ValueError: a catalogue is damaged; the note on the error names the file.
    """
    merged: dict[str, str] = {}
    for path in sorted((resources_dir() / "translations" / code).glob("*.json")):
        try:
            merged.update(json.loads(path.read_text(encoding="utf-8")))
        except ValueError as error:
            error.add_note(f"in the catalogue {path}")
            raise
    return merged
