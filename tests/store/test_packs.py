"""A book remembers its packs: those it sent down, and those it took in."""

from dataclasses import replace

from ruraldesk.store.book import Book
from ruraldesk.store.packs import KeptPack, PackDone, Packs, PackState

PACK = KeptPack(
    unit="410726104000",
    unit_name="王楼镇",
    level="town",
    number=3,
    sha256="ab" * 32,
    title="任务",
    note="",
    made="2023-11-01T09:00:00+08:00",
    forms={"briefs/月.txt": "5pyI"},
    records={"task_list": ['{"name": "栽树"}']},
    settings={"due_day": "8"},
    state=PackState.INSTALLED,
)


def test_a_pack_comes_back_as_it_was_kept(book: Book) -> None:
    Packs(book).keep(PACK)

    [kept] = Packs(book).all(PackState.INSTALLED)

    assert replace(kept, id=0, time="") == PACK


def test_a_pack_that_is_taken_back_is_kept_in_its_new_state(book: Book) -> None:
    packs = Packs(book)
    packs.keep(PACK)
    [kept] = packs.all(PackState.INSTALLED)
    done = PackDone(settings={"due_day": None}, binned={"task_list": ["x"]})

    packs.keep(replace(kept, state=PackState.REMOVED, done=done))

    assert packs.all(PackState.INSTALLED) == []
    assert [one.done for one in packs.all(PackState.REMOVED)] == [done]


def test_numbers_of_own_packs_are_counted_without_those_of_others(book: Book) -> None:
    packs = Packs(book)
    packs.keep(PACK)
    assert packs.last_made() == 0

    packs.keep(replace(PACK, state=PackState.MADE))
    assert packs.last_made() == 3
