"""The sentences of the shipped forms in English: every one has it, none is confused or idle.

Helps, notes, rules, reminders, units, signatures, words of expressions; titles, labels and choices
are demanded by test_english_labels.py. `python -m tests.forms.test_english_sentences` lists what
lacks its English.
"""

import ast
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef
from ruraldesk.definitions.names import split_message
from ruraldesk.documents.heading_targets import UUID_HEADING
from ruraldesk.texts.resources import resources_dir
from ruraldesk.texts.units import BASE_UNITS
from tests.forms.office import shipped
from tests.forms.test_english_labels import CHINESE, all_forms, shown_texts

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
        yield from (("word of an expression", word) for word in words_of(field))
    yield from (("rule", rule.message) for rule in form.rules)
    for state in form.states.states if form.states else ():
        yield from (("rule", rule.message) for rule in state.rules)
    yield from (("reminder", reminder.message) for reminder in form.reminders)
    for layout in (form.excel, *form.prints):
        yield from (("signature", role) for role in (layout.signatures if layout else ()))


def words_of(field: FieldDef) -> Iterator[str]:
    """Yield the words that an expression may put into a computed text, such as a measure."""
    if field.type is not FieldType.COMPUTED or field.shape is not FieldType.TEXT:
        return
    source = field.expression.source.strip() if field.expression else "None"
    for node in ast.walk(ast.parse(source, mode="eval")):
        if isinstance(node, ast.Constant) and CHINESE.search(str(node.value)):
            yield str(node.value)


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


def test_every_sentence_unit_and_signature_has_its_english() -> None:
    lacking = [f"{kind}: {text}" for kind, texts in missing().items() for text in texts]
    assert not lacking, "without an entry in sentences_*.json:\n" + "\n".join(lacking)


def test_no_english_sentence_is_left_that_nothing_shows() -> None:
    shown = {text for _, _, text in sentences()} | set(shown_texts()) | {UUID_HEADING}
    shown |= {f"unit: {unit}" for unit in BASE_UNITS}
    idle = [
        f"{path.name}: {text}"
        for path in CATALOGUES
        if not path.stem.startswith("forms")  # test_english_labels.py looks at these
        for text, _ in pairs(path)
        if text not in shown
    ]
    assert not idle, "\n".join(idle)


def test_the_sentences_without_english_are_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kind, place, text = next(one for one in sentences() if one[0] == "rule")
    monkeypatch.delitem(ENGLISH, text)
    print_missing()
    assert f"{kind}: 1\n  {place}: {text}\n" in capsys.readouterr().out


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


def test_no_text_has_its_english_in_two_catalogues() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for catalogue in CATALOGUES:
        for text, _ in pairs(catalogue):
            places[text].append(catalogue.name)
    twice = [f"{', '.join(names)}: {text}" for text, names in places.items() if len(names) > 1]
    assert not twice, "\n".join(twice)


def print_missing() -> None:
    """Print by kind which sentences have no English yet."""
    for kind, texts in missing().items():
        print(f"{kind}: {len(texts)}", *texts, sep="\n  ")


if __name__ == "__main__":
    print_missing()
