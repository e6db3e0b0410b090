"""The shipped forms in English: every title and label has a text; none is idle or confused."""

import json
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from ruraldesk.definitions.model import FormDef
from ruraldesk.texts.resources import resources_dir
from tests.forms.office import shipped

CATALOGUES = sorted((resources_dir() / "translations" / "en").glob("forms*.json"))
PAIRS: list[tuple[str, str]] = [
    pair
    for path in CATALOGUES
    for pair in json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=lambda found: found)
]
ENGLISH = dict(PAIRS)
CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")  # their punctuation too


def all_forms() -> Iterator[FormDef]:
    """Yield every ledger and the lines of each."""
    for form in shipped().forms.values():
        yield form
        yield from form.lines


def texts_of(form: FormDef) -> Iterator[str]:
    yield form.title
    yield from (section.title for section in form.sections)
    yield from (field.label for field in form.fields)
    yield from (view.title for view in form.views)
    yield from (action.title for action in form.actions)
    yield from (layout.title for layout in (form.excel, *form.prints) if layout)


def shown_texts() -> Iterator[str]:
    """Yield every title and label of the shipped definitions."""
    definitions = shipped()
    yield from (group.title for group in definitions.groups)
    for form in all_forms():
        yield from texts_of(form)
    for choices in definitions.choices.values():
        yield choices.title
        yield from (item.label for item in choices.items)
    yield from (figure.label for figure in definitions.figures.values())
    yield from (brief.title for brief in definitions.briefs)
    yield from (note.label for card in definitions.home.cards for note in card.notes)
    for chart in definitions.home.charts:
        yield chart.title
        yield from (series.label for series in chart.series if series.label)
    for summary in definitions.summaries:
        yield summary.title
        for column in summary.columns:
            yield from (text for text in (column.heading, column.group) if text)


def test_every_title_and_label_has_its_english() -> None:
    missing = [text for text in dict.fromkeys(shown_texts()) if text not in ENGLISH]
    assert not missing, "without an entry in forms*.json:\n" + "\n".join(missing)


def test_no_english_text_is_left_that_no_form_shows() -> None:
    idle = sorted(ENGLISH.keys() - set(shown_texts()))
    assert not idle, "nothing shows these of forms*.json:\n" + "\n".join(idle)


def test_no_text_is_translated_twice_or_into_nothing() -> None:
    twice = [text for text, count in Counter(text for text, _ in PAIRS).items() if count > 1]
    assert not twice
    assert not [text for text, english in PAIRS if not english or english != english.strip()]


def test_no_english_text_holds_chinese_characters() -> None:
    assert not {text: english for text, english in PAIRS if CHINESE.search(english)}


@pytest.mark.parametrize("form", tuple(all_forms()), ids=lambda form: form.table)
def test_what_stands_side_by_side_keeps_its_own_name(form: FormDef) -> None:
    for texts in (
        [field.label for field in form.fields],
        [view.title for view in form.views],
        [section.title for section in form.sections],
        [lines.title for lines in form.lines],
        [action.title for action in form.actions],
    ):
        assert not confused(texts)


def test_the_members_of_a_choice_list_and_the_figures_keep_their_own_names() -> None:
    definitions = shipped()
    for choices in definitions.choices.values():
        assert not confused([item.label for item in choices.items]), choices.key
    assert not confused([figure.label for figure in definitions.figures.values()])
    assert not confused([form.title for form in definitions.forms.values()])
    assert not confused([brief.title for brief in definitions.briefs])


def confused(texts: list[str]) -> list[str]:
    """Return the English texts that stand for several of these Chinese ones."""
    counts = Counter(ENGLISH.get(text, text) for text in set(texts))
    return [english for english, count in counts.items() if count > 1]
