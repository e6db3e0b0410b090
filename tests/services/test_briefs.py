"""Briefs: every number in them is a figure, worded as the documents have it."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from ruraldesk.documents.brief_out import BadTemplate
from ruraldesk.documents.replacing import CannotWrite
from ruraldesk.errors import Level, UserError
from ruraldesk.services import briefs, putting
from ruraldesk.services.books import create_book, open_book
from ruraldesk.services.brief_figures import UnknownWord
from ruraldesk.services.briefs import UnknownBrief
from ruraldesk.services.figures import UnknownFigure
from ruraldesk.services.wordings import BadWording
from ruraldesk.store.book import Book
from ruraldesk.texts.resources import resources_dir
from ruraldesk.texts.translate import use_language
from tests.services.looking import DAY, rows, text

STATEMENTS = Path(__file__).parents[1] / "data" / "statements.json"
SHIPPED = (
    "bulletin",
    "dispute_month",
    "inspection",
    "red_black",
    "disclosure_quarter",
    "cadre_structure",
)


def written(book: Book, name: str, day: date = DAY) -> str:
    """Return the text of a brief as it is looked at."""
    return "".join(piece.text for piece in briefs.preview(book, name, day))


def own(book: Book, source: str, name: str = "我的简报") -> briefs.Brief:
    """Keep a text template of the user's with the book."""
    path = book.paths.book.with_name(f"{name}.txt")
    path.write_text(source, encoding="utf-8")
    return briefs.add_own(book, path)


def put(book: Book, form: str, **answers: object) -> None:
    """Save a record of the first village, as a clerk would."""
    rows = json.dumps({"unit": "410726104201", **answers}, ensure_ascii=False)
    done = putting.put(book, form, [rows])
    assert not [one for one in done.problems if one.level is Level.BLOCK], done.problems


def bulletin_phrases() -> list[str]:
    found = [
        one["quote"]
        for one in json.loads(STATEMENTS.read_text(encoding="utf-8"))
        if one["id"].startswith("000-")
    ]
    assert len(found) == 40
    return found


@pytest.fixture(scope="module")
def bulletin(sample_book: Book) -> list[briefs.Piece]:
    """The bulletin of the sample book, in pieces."""
    return briefs.preview(sample_book, "bulletin", DAY)


@pytest.mark.parametrize("phrase", bulletin_phrases())
def test_the_bulletin_says_each_number_word_for_word(
    bulletin: list[briefs.Piece], phrase: str
) -> None:
    said = "".join(piece.text for piece in bulletin).replace(" ", "")
    assert phrase.replace(" ", "") in said


def test_the_bulletin_names_its_issue_and_who_answers_for_it(sample_book: Book) -> None:
    (issue,) = rows(sample_book, "bulletin", "status == 'issued'")
    said = written(sample_book, "bulletin")
    for key in ("title", "issuing_office", "recipients", "editor", "reviewer", "issuer"):
        assert text(issue, key) in said
    assert "第52期" in said
    assert "2023年11月16日" in said


def test_no_number_of_the_bulletin_is_typed(
    sample_book: Book, bulletin: list[briefs.Piece]
) -> None:
    asked = {piece.figure for piece in bulletin if piece.figure}
    answers = {
        answer
        for key in asked
        for answer in sample_book.definitions.figures[key].answers
        if answer.startswith("000-")
    }
    wanted = {one["id"] for one in json.loads(STATEMENTS.read_text(encoding="utf-8"))}
    assert answers >= {one for one in wanted if one.startswith("000-")}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_brief_says_the_same_as_word_and_as_text(
    sample_book: Book, name: str, tmp_path: Path
) -> None:
    in_text = briefs.write(sample_book, name, DAY, tmp_path / "简报.txt")
    in_word = briefs.write(sample_book, name, DAY, tmp_path / "简报.docx")
    assert in_text == in_word
    word = Document(str(tmp_path / "简报.docx"))
    said = [paragraph.text for paragraph in word.paragraphs]
    said += ["\t".join(c.text for c in row.cells) for table in word.tables for row in table.rows]
    lines = (tmp_path / "简报.txt").read_text(encoding="utf-8").splitlines()
    assert sorted(filter(None, lines)) == sorted(filter(None, said))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_brief_can_be_made_of_an_empty_book(
    name: str, tmp_path: Path, sample_path: Path
) -> None:
    with create_book(tmp_path / "空.rdb", unit="410726104000", name="王楼镇", level="town") as book:
        said = written(book, name, date(2024, 1, 31))
        briefs.write(book, name, date(2024, 1, 31), tmp_path / "空.docx")
    assert "王楼镇" in said
    assert "None" not in said


def test_the_circular_ranks_all_villages_of_the_last_round(sample_book: Book) -> None:
    said = written(sample_book, "inspection")
    table = [line.split("\t") for line in said.splitlines() if line[:1].isdigit() and "\t" in line]
    assert len(table) == 35
    assert [int(row[0]) for row in table] == sorted(int(row[0]) for row in table)
    scores = [float(row[2]) for row in table]
    assert scores == sorted(scores, reverse=True)
    assert "垃圾清运1.00分（垃圾桶满溢）" in table[0][4]


def test_the_circular_follows_the_day(sample_book: Book) -> None:
    assert "2023年10月观摩考评" in written(sample_book, "inspection")
    earlier = written(sample_book, "inspection", date(2023, 7, 31))
    assert "2023年7月观摩考评" in earlier


def test_the_parts_of_the_cadre_structure_add_up(sample_book: Book) -> None:
    said = written(sample_book, "cadre_structure")
    bands = ("35岁以下", "35至44岁", "45至54岁", "55至59岁", "60岁及以上", "年龄未填")
    table = dict(line.split("\t") for line in said.splitlines() if line.count("\t") == 1)
    assert sum(int(table[band].removesuffix("人")) for band in bands) == 174


def test_tables_hold_what_the_ledgers_hold(sample_copy: Book) -> None:
    put(
        sample_copy,
        "dispute",
        reported_on="2023-11-03",
        content="宅基地边界",
        category="family",
        people_involved=2,
        parties=[
            {"party_name": "王一", "side": "applicant"},
            {"party_name": "李二", "side": "respondent"},
        ],
    )
    put(
        sample_copy,
        "publicity_board",
        board_month="2023-11",
        issue_no=2,
        topic="living_env",
        notice_from="2023-11-05",
        notice_until="2023-11-12",
        entries=[{"colour": "red", "village": "410726104201", "reason": "门前整洁"}],
    )
    disputes, board = written(sample_copy, "dispute_month"), written(sample_copy, "red_black")
    assert "本月新登记矛盾纠纷1起" in disputes
    assert "\t2023年11月3日\t宅基地边界\t" in disputes
    assert "黄寺村\t门前整洁" in board
    assert "本期黑榜没有上榜的。" in board


def test_a_figure_in_a_brief_is_a_piece_of_its_own(bulletin: list[briefs.Piece]) -> None:
    assert briefs.Piece("174名", "cadre_total") in bulletin
    assert briefs.Piece("4个", "planned_projects") in bulletin
    assert briefs.Piece("两所", "boarding_schools_new") in bulletin
    assert not any("\ue000" in piece.text for piece in bulletin)


def test_the_users_own_brief_stands_after_the_shipped_ones(sample_copy: Book) -> None:
    kept = own(sample_copy, "干部{{ f.cadre_total }}，{{ unit }}。")
    assert kept.own
    assert [one.key for one in briefs.briefs(sample_copy)] == [*SHIPPED, "我的简报"]
    assert written(sample_copy, "我的简报") == "干部174名，王楼镇。\n"


def test_a_village_is_not_offered_the_briefs_of_its_town(tmp_path: Path) -> None:
    book = create_book(tmp_path / "黄寺.rdb", unit="410726104201", name="黄寺村", level="village")
    with book:
        offered = [one.key for one in briefs.briefs(book)]
        with pytest.raises(UnknownBrief, match="“政务快报”由乡镇编写，本账本是村账本"):
            briefs.preview(book, "bulletin", DAY)
    assert "dispute_month" in offered
    assert "bulletin" not in offered


def test_the_users_own_word_brief_is_looked_at_as_text(sample_copy: Book, tmp_path: Path) -> None:
    word = Document()
    word.add_paragraph("共有{{ f.cadre_total }}")
    word.save(str(tmp_path / "汇报.docx"))
    briefs.add_own(sample_copy, tmp_path / "汇报.docx")
    assert briefs.preview(sample_copy, "汇报", DAY)[:2] == [
        briefs.Piece("共有"),
        briefs.Piece("174名", "cadre_total"),
    ]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('{{ f.invested_total.said("万元", "余", 2) }}', "1300余万元"),
        ('{{ f.out_road_hardening.said("公里") }}', "13.345公里"),
        ('{{ f.planned_projects.part("category", "产业") }}', "4个"),
        ('{{ f.planned_projects.part("category", "产业").chinese }}', "四个"),
        ('{{ f.cadre_total.part("unit", "黄寺村").number }}', "5"),
        ('{{ f.planned_projects.part("stage", "取消") }}', "0个"),
        ('{{ f.invested_total.change("2022-12-31") }}', "增加561.16万元"),
        ('{{ f.invested_total.growth("2022-12-31") }}', "增长73.2%"),
        ('{{ f.invested_total.at("2022-12-31").growth("2023-11-16") }}', "下降42.2%"),
        ('{{ f.cadre_total.change("2023-11-16") }}', "持平"),
        (
            '{{ value("sum(payment.amount, paid_on <= as_of)", "元").said("万元", "余", 2) }}',
            "1100余万元",
        ),
        ('{{ value("count(cadre, in_village_office)", "名") }}', "174名"),
        ('{{ f.invested_total.growth("2000-01-01") }}', "—"),
    ],
)
def test_a_template_says_a_figure_as_it_needs_it(sample_copy: Book, source: str, said: str) -> None:
    own(sample_copy, source)
    assert written(sample_copy, "我的简报").strip() == said


@pytest.mark.parametrize(
    ("source", "error", "named"),
    [
        ("{{ f.cadre_totl }}", UnknownFigure, "cadre_total"),
        ("{{ rows('cadr') }}", UnknownWord, "cadre"),
        ("{{ last('bulletin').titel }}", UnknownWord, "title"),
        ("{{ rows('cadre', sort='nam') }}", UnknownWord, "name"),
        ("{{ rows('cadre', 'nam == 1') }}", UserError, "nam"),
        ("{{ f.cadre_total.by('unitt') }}", UserError, "unit"),
        ("{{ f.planned_projects.part('category', '产业项目') }}", UnknownWord, "产业"),
        ("{{ value('sum(payment.amont)') }}", UnknownWord, "amount"),
        ("{{ value('as_of') }}", UnknownWord, "as_of"),
        ("{{ f.cadre_total.said('万元') }}", BadWording, "万元"),
        ("{{ f.cadre_total", BadTemplate, "我的简报.txt"),
        ("{{ nothing }}", BadTemplate, "nothing"),
        ("{{ ''.__class__ }}", BadTemplate, "__class__"),
        ("{{ f.__class__ }}", BadTemplate, "__class__"),
        ("{{ last('bulletin')._record.values }}", BadTemplate, "_record"),
        ("{{ 1 / 0 }}", BadTemplate, "zero"),
        ("{% include '/etc/passwd' %}", BadTemplate, "我的简报.txt"),
    ],
)
def test_a_template_that_cannot_be_filled_is_refused_with_its_reason(
    sample_copy: Book, source: str, error: type[UserError], named: str
) -> None:
    with pytest.raises(error) as refused:
        own(sample_copy, source)
    assert named in str(refused.value)
    assert not briefs.own_folder(sample_copy).exists()


def test_a_template_that_is_refused_leaves_the_older_one(sample_copy: Book) -> None:
    own(sample_copy, "甲")
    with pytest.raises(UnknownFigure):
        own(sample_copy, "{{ f.no_such }}")
    assert written(sample_copy, "我的简报") == "甲\n"


def test_a_template_is_word_or_text(sample_copy: Book, tmp_path: Path) -> None:
    (tmp_path / "表.xlsx").write_bytes(b"")
    with pytest.raises(UnknownBrief, match=r"表\.xlsx"):
        briefs.add_own(sample_copy, tmp_path / "表.xlsx")


def test_an_unknown_brief_names_the_nearest(sample_book: Book, tmp_path: Path) -> None:
    with pytest.raises(UnknownBrief, match="bulletin"):
        briefs.write(sample_book, "buletin", DAY, tmp_path / "a.txt")
    with pytest.raises(UnknownBrief, match=r"\.pdf"):
        briefs.write(sample_book, "bulletin", DAY, tmp_path / "a.pdf")


def test_in_english_a_shipped_brief_has_both_names_and_an_own_one_its_own(
    sample_copy: Book, tmp_path: Path
) -> None:
    own(sample_copy, "甲", "红黑榜")
    use_language("en")
    try:
        shown = {one.key: one.shown for one in briefs.briefs(sample_copy)}
        for name in ("Bulletins", "政务快报"):
            assert briefs.write(sample_copy, name, DAY, tmp_path / f"{name}.txt")
        with pytest.raises(UnknownBrief, match="Bulletins"):
            briefs.write(sample_copy, "Buletins", DAY, tmp_path / "a.txt")
    finally:
        use_language("zh_CN")
    assert shown["bulletin"] == "Bulletins"
    assert shown["红黑榜"] == "红黑榜"


def test_a_brief_without_a_word_template_says_which_it_has(
    sample_copy: Book, tmp_path: Path
) -> None:
    own(sample_copy, "甲")
    with pytest.raises(UnknownBrief, match=r"\.txt"):
        briefs.write(sample_copy, "我的简报", DAY, tmp_path / "a.docx")


@pytest.mark.parametrize("ending", [".txt", ".docx"])
def test_a_brief_that_cannot_be_written_says_so(
    sample_book: Book, tmp_path: Path, ending: str
) -> None:
    with pytest.raises(CannotWrite):
        briefs.write(sample_book, "bulletin", DAY, tmp_path / "没有" / f"a{ending}")


def test_a_sentence_joins_its_last_part(sample_copy: Book) -> None:
    own(sample_copy, "{{ listed(f.cadre_total.by('gender'), '干部') }}")
    assert written(sample_copy, "我的简报") == "女干部48名及男干部126名\n"


def test_figures_are_asked_for_another_day(sample_copy: Book) -> None:
    own(sample_copy, "{{ f.invested_total }}，去年{{ f.invested_total.at('2022-12-31') }}")
    now, then = written(sample_copy, "我的简报").split("，")
    assert now == "1300余万元"
    assert then != f"去年{now}\n"
    with pytest.raises(BadTemplate, match="2022-13"):
        own(sample_copy, "{{ f.invested_total.at('2022-13-31') }}")


def test_the_sample_file_is_not_touched(sample_path: Path) -> None:
    with open_book(sample_path, read_only=True) as book:
        assert not any(one.own for one in briefs.briefs(book))


def test_every_placeholder_of_the_help_can_be_filled(sample_copy: Book) -> None:
    page = (resources_dir() / "help" / "简报怎么写.md").read_text(encoding="utf-8")
    shown = {one for one in re.findall(r"{{ .*? }}", page) if not one.startswith("{{ row.")}
    assert len(shown) >= 12
    own(sample_copy, "\n".join(sorted(shown)))
    said = written(sample_copy, "我的简报")
    assert "两所" in said
    assert "第一批" in said


def test_a_template_that_the_book_s_drive_refuses_is_told_in_a_sentence(
    sample_copy: Book, tmp_path: Path
) -> None:
    template = tmp_path / "汇报.txt"
    template.write_text("{{ unit }}", encoding="utf-8")
    sample_copy.paths.briefs.parent.mkdir(exist_ok=True)
    sample_copy.paths.briefs.write_text("")
    with pytest.raises(UserError, match=sample_copy.paths.briefs.name):
        briefs.add_own(sample_copy, template)
