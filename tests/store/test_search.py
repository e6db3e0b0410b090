"""One search over everything: Chinese words, pinyin, initials, codes, tails of private numbers."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.store.book import Book
from ruraldesk.store.lists import ListQuery
from ruraldesk.store.search_text import (
    Document,
    is_exact,
    latin_of,
    match_expression,
    normal,
    tail_of,
    tokens,
    words_of,
)
from tests.store.village import (
    HUANGSI,
    add,
    project,
    receipt,
    reopened,
    save,
    village_book,
    village_definitions,
)

ID_NUMBER = "410726197803073618"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as book:
        yield book


def found(book: Book, text: str) -> list[str]:
    return [hit.name for hit in book.search.find(text)]


@pytest.mark.parametrize(
    "text",
    ["道路", "硬化", "村内道路硬化", "dlyh", "dl", "daolu", "DaoLu", "W01", "w01", "路", "硬"],
)
def test_a_project_is_found_by_word_pinyin_initials_and_code(book: Book, text: str) -> None:
    project(book)
    add(book, "person", name="安小河")

    assert found(book, text) == ["W01 村内道路硬化"]


@pytest.mark.parametrize(
    "text", ["水路", "路道", "dh", "luda", "W02", "化村", "铁", "", "  ", "，。"]
)
def test_what_is_not_there_is_not_found(book: Book, text: str) -> None:
    project(book)

    assert found(book, text) == []


def test_every_word_must_be_found(book: Book) -> None:
    project(book, "东街道路硬化")
    project(book, "西街道路硬化")

    assert found(book, "道路 西街") == ["W02 西街道路硬化"]
    assert found(book, "道路　xj") == ["W02 西街道路硬化"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("𠮷𡋾桥", "𠮷𡋾"),
        ("𠮷𡋾桥", "𠮷"),
        ("王䶮", "王䶮"),
        ("张　三　桥", "张三桥"),
        ("ＡＢ１２号渠", "ab12号"),
        ("完工🎉庆", "🎉"),
        ("豫农组发〔2022〕2号渠", "〔2022〕2号"),
        ("豫农组发〔2022〕2号渠", "2022 2号"),
        ("重庆路", "cql"),
        ("重庆路", "chongqing"),
        ("吕寨桥", "lvzhai"),
    ],
)
def test_rare_wide_and_odd_texts_are_found(book: Book, name: str, text: str) -> None:
    project(book, name)

    assert found(book, text) == [f"W01 {' '.join(name.split())}"]


def test_long_notes_are_found_and_shown_around_the_word(book: Book) -> None:
    project(book, content="前" * 200 + "修建灌溉机井" + "后" * 200)

    [hit] = book.search.find("灌溉机井")

    assert hit.detail.startswith("黄寺村 · 内容：…前")
    assert "修建灌溉机井" in hit.detail
    assert len(hit.detail) < 90


def test_the_likeliest_comes_first(book: Book) -> None:
    project(book, "甲", content="靠近黄河大桥")
    project(book, "黄河大桥加固")
    project(book, "小黄河大桥")

    assert found(book, "黄河大桥") == ["W02 黄河大桥加固", "W03 小黄河大桥", "W01 甲"]
    assert found(book, "小黄河")[0] == "W03 小黄河大桥"


def test_what_is_called_so_comes_before_what_only_begins_so_elsewhere(book: Book) -> None:
    project(book, "黄河大桥维修加固工程")
    project(book, "甲", content="黄河大桥以北三百米")

    assert found(book, "黄河") == ["W01 黄河大桥维修加固工程", "W02 甲"]


def test_initials_of_a_whole_name_come_before_those_inside_longer_ones(book: Book) -> None:
    project(book, "黄寺")
    project(book, "后山机耕路和黄寺小桥以及灌渠")
    project(book, "路灯安装", content="在黄寺村委会门前")

    assert found(book, "hs")[:3] == ["W01 黄寺", "黄寺村", "W02 后山机耕路和黄寺小桥以及灌渠"]


def test_a_person_is_found_by_the_tail_of_a_private_number_which_is_not_shown(book: Book) -> None:
    add(book, "person", name="李满仓", id_number=ID_NUMBER, phone="13803731234")
    add(book, "person", name="王二")

    assert found(book, "3618") == ["李满仓"]
    assert found(book, "1234") == ["李满仓"]
    assert found(book, ID_NUMBER) == ["李满仓"]
    assert found(book, "410726") == []  # where people come from is nobody's search
    assert found(book, "410726197803073626") == []
    [hit] = book.search.find("3618")
    assert "3618" not in hit.detail


def test_a_whole_private_number_finds_its_row_in_the_ledger(book: Book) -> None:
    add(book, "person", name="李满仓", id_number=ID_NUMBER)

    assert len(book.lists.ids("person", ListQuery(search=ID_NUMBER))) == 1
    assert len(book.lists.ids("person", ListQuery(search="410726197803073626"))) == 0


def test_the_index_holds_no_whole_private_number(book: Book) -> None:
    made = project(book)
    receipt(book, made, "10.00")
    add(book, "person", name="李满仓", id_number=ID_NUMBER, phone="13803731234")
    add(book, "payment", project=made.uuid, amount=Decimal("1.00"), account="6228480123456789012")

    with book.reading() as connection:
        texts = connection.exec_driver_sql("SELECT text FROM _search_documents").scalars().all()

    assert not any(number in text for text in texts for number in (ID_NUMBER, "138037", "62284801"))
    assert any("789012" in text for text in texts)


def test_changed_and_deleted_records_leave_what_they_were_found_by(book: Book) -> None:
    made = project(book, "旧桥")
    save(book, "project", made.uuid, name="新渠")
    assert found(book, "旧桥") == []
    assert found(book, "新渠") == ["W01 新渠"]

    book.records.delete("project", made.uuid, 2)
    assert found(book, "新渠") == []
    book.records.restore("project", made.uuid)
    assert found(book, "新渠") == ["W01 新渠"]


def test_a_refused_change_leaves_the_index_alone(book: Book) -> None:
    made = project(book, "旧桥")

    assert save(book, "project", made.uuid, name="新渠", planned=Decimal("-1.00")).refused

    assert found(book, "旧桥") == ["W01 旧桥"]
    assert found(book, "新渠") == []


def test_a_new_name_is_found_wherever_it_is_referred_to(book: Book) -> None:
    head = add(book, "person", name="王大山")
    project(book, "桥", head=head.uuid)
    assert found(book, "大山") == ["王大山", "W01 桥"]

    save(book, "person", head.uuid, name="王小河")

    assert found(book, "大山") == []
    assert set(found(book, "小河")) == {"王小河", "W01 桥"}


def test_only_one_ledger_is_searched_when_asked(book: Book) -> None:
    made = project(book)
    receipt(book, made, "1.00")

    assert {hit.form for hit in book.search.find("道路")} == {"project", "receipt"}
    assert {hit.form for hit in book.search.find("道路", form="receipt")} == {"receipt"}
    assert len(book.search.find("道路", limit=1)) == 1


def test_words_that_are_everywhere_still_find_all_ledgers(book: Book) -> None:
    made = project(book, "黄寺路")
    records = [Record(values={"unit": HUANGSI, "name": f"黄寺路{n}"}) for n in range(300)]
    book.records.insert_many("project", records)
    receipt(book, made, "1.00")

    hits = book.search.find("黄寺路", limit=20)

    assert len(hits) == 20
    assert "receipt" in {hit.form for hit in book.search.find("黄寺路", limit=60)}


def test_rebuilding_gives_the_same_index(book: Book) -> None:
    made = project(book)
    add(book, "person", name="王䶮", id_number=ID_NUMBER)
    gone = project(book, "删了的桥")
    book.records.delete("project", gone.uuid, gone.revision)

    def documents() -> object:
        with book.reading() as connection:
            query = "SELECT * FROM _search_documents ORDER BY id"
            return [tuple(row) for row in connection.exec_driver_sql(query)]

    before = documents()
    assert book.search.rebuild() == 4  # two villages, a project, a person

    assert documents() == before
    assert found(book, "道路") == [f"W01 {made['name']}"]
    assert found(book, "删了") == []


def test_other_search_fields_build_the_index_anew(book: Book) -> None:
    project(book, "桥", content="灌溉")
    assert found(book, "灌溉") == ["W01 桥"]
    definitions = village_definitions()
    changed: FormDef = replace(definitions.form("project"), search=("name",))
    book.close()

    forms = {**definitions.forms, "project": changed}
    with Book.open(book.path, replace(definitions, forms=forms)) as again:
        assert found(again, "灌溉") == []
        assert found(again, "桥") == ["W01 桥"]


def test_a_record_called_by_another_is_found_by_its_name(book: Book) -> None:
    road = project(book, "村内道路硬化")
    receipt(book, road, "60000.00")
    definitions = village_definitions()
    called = replace(definitions.form("receipt"), name="{project}", search=("note",))

    book.close()

    forms = {**definitions.forms, "receipt": called}
    with Book.open(book.path, replace(definitions, forms=forms)) as again:
        [hit] = again.search.find("cndl", form="receipt")
        assert hit.name == "W01 村内道路硬化"


def test_a_read_only_book_is_searched_as_it_is(book: Book) -> None:
    project(book)

    with reopened(book, read_only=True) as again:
        assert found(again, "道路") == ["W01 村内道路硬化"]


def test_the_index_keeps_in_step_through_imports_and_undo(book: Book) -> None:
    records = [Record(values={"unit": HUANGSI, "name": f"渠{n}号"}) for n in range(5)]
    book.records.save_many("project", records, operator="张三")
    assert len(found(book, "渠")) == 5

    book.journal.undo("张三")
    assert found(book, "渠") == []


WORDS = st.text(alphabet="王楼黄寺桥ab12𠮷·-（）〔〕 \u3000é", min_size=1, max_size=12)


@given(text=WORDS, start=st.integers(0, 11), length=st.integers(1, 6))
def test_every_part_of_a_text_is_among_the_candidates(text: str, start: int, length: int) -> None:
    document = Document(normal(text), latin_of(text))
    known = set(tokens(document).split())
    for word in words_of(text[start : start + length]):
        asked = match_expression((word,))
        assert word in document.text
        pairs = [part.strip('"()') for part in asked.split(" OR ")[0].split(" AND ")]
        for part in pairs:
            if part.endswith("*"):
                assert any(token.startswith(part.rstrip("*").strip('"')) for token in known)
            else:
                assert part in known


def test_tails_are_of_long_numbers_only() -> None:
    assert tail_of(ID_NUMBER) == "073618"
    assert tail_of("0373-7651234") == "651234"
    assert tail_of("1234567") == ""
    assert tail_of("农业银行王楼支行某某") == ""
    assert is_exact("王楼")
    assert not is_exact("王楼镇")
