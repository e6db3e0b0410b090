"""The sentences of the shipped forms in English: none is confused, and it is told which lack it.

Titles, labels and choices are demanded (test_english_labels.py); a help, note, rule or reminder
without English is shown in Chinese. `python -m tests.forms.test_english_sentences` lists them.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from ruraldesk.definitions.model import FormDef
from ruraldesk.definitions.names import split_message
from ruraldesk.texts.resources import resources_dir
from tests.forms.office import shipped
from tests.forms.test_english_labels import CHINESE, all_forms

CATALOGUES = sorted((resources_dir() / "translations" / "en").glob("*.json"))


def pairs(catalogue: Path) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = json.loads(
        catalogue.read_text(encoding="utf-8"), object_pairs_hook=lambda given: given
    )
    return found


ENGLISH = {text: english for catalogue in CATALOGUES for text, english in pairs(catalogue)}


def sentences_of(form: FormDef) -> Iterator[tuple[str, str]]:
    """Yield kind and text of every sentence of a form or of its lines, and of every unit."""
    yield "help of the ledger", form.help
    yield from (("note of a section", section.note) for section in form.sections)
    for field in form.fields:
        yield "help", field.help
        yield "help for a pattern", field.pattern_help
        yield from (("unit", f"unit: {unit}") for unit in (field.unit, field.shown_in) if unit)
    yield from (("rule", rule.message) for rule in form.rules)
    for state in form.states.states if form.states else ():
        yield from (("rule", rule.message) for rule in state.rules)
    yield from (("reminder", reminder.message) for reminder in form.reminders)
    for layout in (form.excel, *form.prints):
        yield from (("signature", role) for role in (layout.signatures if layout else ()))


def sentences() -> Iterator[tuple[str, str, str]]:
    """Yield kind, place and text of every sentence that the window may show."""
    for form in all_forms():
        yield from ((kind, form.table, text) for kind, text in sentences_of(form) if text)
    yield from (("note of a brief", one.key, one.note) for one in shipped().briefs if one.note)
    for figure in shipped().figures.values():
        units = (unit for unit in (figure.unit, figure.shown_in) if unit)
        yield from (("unit", figure.key, f"unit: {unit}") for unit in units)
        if figure.note:
            yield "note of a figure", figure.key, figure.note


def missing() -> dict[str, list[str]]:
    """Return by kind the sentences that have no English yet, with the place of the first."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for kind, place, text in sentences():
        if text not in ENGLISH and CHINESE.search(text):
            found[kind].setdefault(text, place)
    return {kind: [f"{place}: {text}" for text, place in of.items()] for kind, of in found.items()}


def test_every_unit_and_signature_has_its_english() -> None:
    lacking = missing()
    assert not lacking.get("unit", []) + lacking.get("signature", [])


def test_the_sentences_without_english_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    print_missing()
    said = capsys.readouterr().out
    assert all(f"{kind}: {len(texts)}" in said for kind, texts in missing().items())


def test_an_english_rule_speaks_of_the_same_values() -> None:
    confused = [
        text
        for kind, _, text in sentences()
        if kind in ("rule", "reminder")
        and sorted(split_message(text)[1::2])
        != sorted(split_message(ENGLISH.get(text, text))[1::2])
    ]
    assert not confused, "\n".join(confused)


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.stem)
def test_no_english_text_is_given_twice_or_holds_chinese(catalogue: Path) -> None:
    found = pairs(catalogue)
    assert not [text for text, count in Counter(text for text, _ in found).items() if count > 1]
    assert not [
        english for _, english in found if CHINESE.search(re.sub(r"\{[^{}]*\}", "", english))
    ]


def test_no_text_has_two_different_english_ones() -> None:
    different = [
        f"{catalogue.name}: {text}"
        for catalogue in CATALOGUES
        for text, english in pairs(catalogue)
        if ENGLISH[text] != english
    ]
    assert not different, "\n".join(different)


def print_missing() -> None:
    """Print by kind which sentences have no English yet."""
    for kind, texts in missing().items():
        print(f"{kind}: {len(texts)}", *texts, sep="\n  ")


if __name__ == "__main__":
    print_missing()
