"""Every expression of the shipped figures is told without a key or a sign of programmers."""

import re

import pytest

from ruraldesk.definitions import expression_nodes as nodes
from ruraldesk.definitions import in_words as telling
from ruraldesk.definitions.in_words import in_words
from ruraldesk.texts.translate import use_language
from tests.forms.office import shipped

FIGURES = shipped().figures


@pytest.mark.parametrize("key", FIGURES)
def test_a_figure_is_told_in_chinese(key: str) -> None:
    told = in_words(FIGURES[key].value)
    assert not re.search("[A-Za-z_]{3,}|==|None", told.replace("APP", "")), told


def test_ranks_codes_and_lists_are_told_by_their_labels() -> None:
    told = in_words(FIGURES["cadre_senior_high_up"].value)
    assert told == "“村干部花名册”的条数（在任村级干部，学历 ≥ 高中）"
    assert "性别（核定） = 女" in in_words(FIGURES["cadre_women"].value)
    assert "阶段为完工、验收之一" in in_words(FIGURES["out_wells"].value)


def test_in_english_it_is_told_in_english() -> None:
    use_language("en")
    try:
        told = in_words(FIGURES["cadre_senior_high_up"].value)
    finally:
        use_language("zh_CN")
    assert told == (
        'number of records in "Cadre roster" with: '
        "Village cadres in office, Education ≥ Senior high school"
    )


def test_every_kind_of_node_is_told() -> None:
    kinds = {
        one
        for one in vars(nodes).values()
        if isinstance(one, type) and issubclass(one, nodes.Node) and one is not nodes.Node
    }
    assert telling._WORDS.keys() == kinds
