"""The bulletin's statements: which figure answers each, in whose words; lists and columns."""

from collections import Counter

import pytest

from ruraldesk.documents.headings import Matcher
from tests.forms.office import shipped, worded

# (value in the base unit, the words of the bulletin)
WORDS = {
    "bulletin_no": ("52", "52期"),
    "demo_town_batch": ("1", "第一批"),
    "leading_groups": ("1", "1个"),
    "task_forces": ("11", "11个"),
    "tours_per_month": ("1", "每月1次"),
    "headquarters_introduced": ("13", "13家"),
    "headquarters_tax": ("1330000", "133万元"),
    "headquarters_tax_before": ("0", "0元"),
    "service_windows": ("4", "4个"),
    "service_center_area": ("300", "300平方米"),
    "one_stop_windows": ("1", "1个"),
    "service_consultations_yearly": ("5600", "5600人次"),
    "service_cases_yearly": ("1531.333333", "1500余件"),
    "boarding_schools_new": ("2", "两所"),
    "teachers_bachelor_share": ("61.654135", "61.65%"),
    "enrolment_rate": ("100", "100%"),
    "health_centres_standard": ("1", "1所"),
    "health_centre_land": ("10", "10亩"),
    "health_centre_floor": ("5400", "5400平方米"),
    "doctors_attending": ("3", "3人"),
    "doctors_licensed": ("12", "12人"),
    "doctors_general": ("10", "10人"),
    "health_centre_rate": ("100", "100%"),
    "village_clinics": ("32", "32所"),
    "village_clinic_rate": ("100", "100%"),
    "grids_level_3": ("35", "35个"),
    "grids_level_4": ("161", "161个"),
    "grid_mechanism_levels": ("3", "3级"),
    "title_kinds": ("3", "3类"),
}

# 184, 五星, 1+5 (twice), one product a village, 四治: codes and enumerations: no rows to count.
NOT_COUNTED = {"000-002", "000-004", "000-005", "000-011", "000-022", "000-049"}

# What the vocabulary lists, word by word: the label or an alias of a member.
VOCABULARY = {
    "team_kind": "领导小组 专班 工作组",
    "evaluation_title": (
        "星级文明户 好媳妇 好公婆 十星级文明户 文明村镇 文明家庭 美丽庭院 美丽乡村 省级森林乡村 "
        "村庄清洁行动全域示范镇 干净人家 绿色家庭 平安村居示范村 先进村 先进个人 三零村"
    ),
    "award_level": "国家级 省级 市级 县级",
    "declaration_step": "县级申报 市级推荐 省级评审 社会公示 确定",
    "enterprise_type": "总部经济 规上 一般",
    "investment_stage": "线索 对接意向 洽谈 实质性谈判 签约 引进 落地 投产 持续跟进",
    "facility_work": "新建 重建 提升 配套",
    "window_kind": "民政 社保 残联 退役军人",
    "grid_level": "三级网格 四级网格 微网格 十户一组",
    "grid_mechanism": "党委统领 支部引领 党员带领",
    "grid_event_category": (
        "民生服务 社情民意 法制宣传 集镇管理 安全生产 防溺水 矛盾化解 社会治理"
    ),
    "rectification_state": "待整改 已整改 已销号",
    "deadline_kind": "立行立改 限期 长期",
    "deadline_band": "已销号 已超期 剩10天 剩20天 20天以上",
    "case_source": "平安新乡APP",
}

# Codes that the vocabulary, the sample and later ledgers rely on.
CODES = {
    "investment_stage": "lead contact substantive_negotiation introduced follow_up",
    "enterprise_type": "headquarters",
    "award_level": "national provincial municipal county",
    "team_kind": "leading_group task_force work_team",
    "grid_level": "3 4",
}

RECTIFICATION = {
    "问题来源": "source",
    "问题类别": "category",
    "具体问题": "problem",
    "整改目标": "goal",
    "整改措施": "measure",
    "牵头单位": "lead_unit",
    "责任单位": "responsible_unit",
    "责任人": "responsible",
    "整改时限": "deadline",
    "进展": "progress.progress_note",
    "是否完成": "status",
    "完成时间": "done_on",
    "佐证材料": "evidence",
    "销号人": "closed_by",
    "备注": "remark",
}
GRIDS = {
    "村": "unit",
    "网格级别": "level",
    "网格编号": "code",
    "网格名称": "name",
    "范围": "scope",
    "户数": "households",
    "人数": "people",
    "重点人员数": "key_people",
    "网格长": "leader",
    "政治面貌": "leader_status",
    "电话": "leader_phone",
    "备注": "remark",
}


@pytest.mark.parametrize("key", WORDS)
def test_a_figure_is_worded_as_the_bulletin_has_it(key: str) -> None:
    value, words = WORDS[key]
    assert worded(key, value) == words
    assert shipped().figures[key].answers


def test_every_statement_of_the_bulletin_has_one_figure() -> None:
    answers = Counter(
        answer
        for figure in shipped().figures.values()
        for answer in figure.answers
        if answer.startswith("000-")
    )
    statements = {f"000-{number:03}" for number in range(1, 54)}
    assert set(answers) == statements - NOT_COUNTED
    assert [answer for answer, times in answers.items() if times > 1] == []


@pytest.mark.parametrize("key", VOCABULARY)
def test_every_member_that_the_vocabulary_lists_is_there(key: str) -> None:
    known = {word for item in shipped().choices[key].items for word in (item.label, *item.aliases)}
    assert set(VOCABULARY[key].split()) - known == set()


@pytest.mark.parametrize("key", CODES)
def test_codes_are_those_of_the_vocabulary(key: str) -> None:
    assert set(CODES[key].split()) - set(shipped().choices[key].codes()) == set()


@pytest.mark.parametrize(
    "key",
    [
        "work_team",
        "task_list",
        "rectification",
        "declaration",
        "evaluation_round",
        "evaluation_title",
        "inspection_round",
        "enterprise",
        "facility",
        "grid",
        "grid_event",
        "bulletin",
    ],
)
def test_every_state_of_a_workflow_can_be_reached(key: str) -> None:
    form = shipped().form(key)
    assert form.states is not None
    field = form.field(form.states.field)
    assert field.choices is not None
    moves = {state.code: state.to for state in form.states.states}
    assert set(moves) == set(field.choices.codes())
    reached = {field.choices.codes()[0]}
    while more := {code for one in reached for code in moves[one]} - reached:
        reached |= more
    assert reached == set(moves)


@pytest.mark.parametrize(
    ("key", "table"),
    [("rectification", RECTIFICATION), ("grid", GRIDS)],
    ids=["rectification", "grid"],
)
def test_the_columns_of_offices_find_their_fields(key: str, table: dict[str, str]) -> None:
    matcher = Matcher(shipped().form(key), shipped().forms)
    found = {one.heading: one.field for one in matcher.match([("", words) for words in table])}
    assert found == table
