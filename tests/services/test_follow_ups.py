"""What a record can be made into: each deduction of a tour into a rectification in one step."""

from ruraldesk.definitions.model import Record
from ruraldesk.services import entry, follow_ups, ledger
from ruraldesk.store.book import Book


def a_score_with_marks(book: Book) -> Record:
    ids = ledger.ids(book, "inspection_score", ledger.ListQuery())
    for row in ledger.rows(book, "inspection_score", ids):
        score = entry.load(book, "inspection_score", row.uuid)
        if any(mark["kind"] == "deduction" for mark in score.lines["marks"]):
            return score
    raise AssertionError("the sample has deductions")


def test_each_deduction_of_a_score_is_offered_and_no_bonus(sample_book: Book) -> None:
    score = a_score_with_marks(sample_book)
    steps = follow_ups.follow_ups(sample_book, "inspection_score", score)
    offered = [one for one in steps if one.action.lines == "marks"]
    deductions = [
        place for place, mark in enumerate(score.lines["marks"]) if mark["kind"] == "deduction"
    ]
    assert [one.line for one in offered] == deductions
    assert all(one.action.key == "rectify" and one.name for one in offered)


def test_a_deduction_becomes_a_rectification_that_refers_to_its_score(sample_book: Book) -> None:
    score = a_score_with_marks(sample_book)
    (chosen, *_) = follow_ups.follow_ups(sample_book, "inspection_score", score)
    begun = follow_ups.begin(sample_book, "inspection_score", score, chosen)
    mark = score.lines["marks"][chosen.line or 0]
    held_on = entry.load(sample_book, "inspection_round", str(score["round"]))["held_on"]
    assert begun["inspection"] == score.uuid
    assert begun.names["inspection"]
    assert (begun["unit"], begun["problem"]) == (score["unit"], mark["reason"])
    assert (begun["source"], begun["found_on"]) == ("tour", held_on)
    assert begun["status"] == entry.blank(sample_book, "rectification")["status"]
    assert not begun.uuid


def test_nothing_is_offered_where_the_form_names_no_step(sample_book: Book) -> None:
    ids = ledger.ids(sample_book, "unit", ledger.ListQuery())
    (first,) = ledger.rows(sample_book, "unit", ids[:1])
    unit = entry.load(sample_book, "unit", first.uuid)
    assert follow_ups.follow_ups(sample_book, "unit", unit) == []
