"""The forms that the program ships: faultless, complete, and telling where they come from."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest

from ruraldesk.definitions.loader import faults_of
from ruraldesk.definitions.model import FieldType, FormDef, Record
from ruraldesk.definitions.validate import check_values
from ruraldesk.definitions.values import edit_text, parse
from ruraldesk.documents.cells import columns_of
from ruraldesk.documents.headings import Matcher, plain_heading
from tests.definitions.memory_ledgers import MemoryLedgers
from tests.forms.office import DAY, FORMS, shipped

LEDGERS = shipped().forms.values()
ledgers = pytest.mark.parametrize("form", LEDGERS, ids=lambda form: form.key)

# Answers that exclude one another, and papers, which lie beside the book.
NOT_IN_EXAMPLE = {
    "unit": {"upper"},
    "monitoring_household": {
        *("monitoring_check", "responsible", "removed_on", "removed_income", "removal_reason"),
    },
    "monitoring_check": {"keep_duty", "keep_policy", "keep_help", "keep_supervision"},
    "homestead": {"refusal", "returned_on"},
    "land_parcel": {"returned_on"},
    "land_transfer": {
        "giver_collective",
        "receiver_household",
        "receiver_name",
        "ended_on",
        "end_reason",
    },
    "project": {
        "plan_other",
        "flood_event",
        "route",
        "route_direction",
        "stopped_on",
        "stop_reason",
    },
    "funding_source": {"donor", "donor_phone", "donation_purpose", "bond_years", "bond_rate"},
    "allocation": {"matter"},
    "contribution_in_kind": {"item_name", "own_measure", "appraised"},
    "asset_income": {"project", "collective_asset"},
    "work_team": {"upper", "dissolved_on", "dissolve_reason"},
    "task_list": {"cancel_reason", "project"},
    "rectification": {
        *("trip", "branch", "contact_leader", "project"),
        *("monitoring_check", "house", "appeal"),
    },
    "inspection_score": {"subject_name", "given_score"},
    "supervision_assignment": {"cadre"},
    "supervision_trip": {"team"},
    "interview_record": {"cadre"},
    "training": {"teacher"},
    "incentive_payment": {"score", "household", "holder_name"},
    "demonstration": {"path", "revoked_on", "revoke_reason"},
    "talent": {"name", "phone", "left_on", "left_reason"},
    "volunteer_team": {"leader_name", "phone"},
    "evaluation_round": {"scheme"},
    "evaluation_title": {"person", "stars", "revoked_on", "revoke_reason"},
    "declaration": {"end_reason"},
    "honour": {"revoked_on", "revoke_reason"},
    "enterprise": {"ended_on", "end_reason"},
    "facility": {
        *("closed_on", "close_reason", "project", "joint", "beds"),
        *("licence_no", "licence_until"),
    },
    "cadre": {"person"},
    "teacher": {"person", "left_on", "left_reason"},
    "health_staff": {"person", "left_on", "left_reason"},
    "grid": {"upper", "ended_on", "end_reason", "leader"},
    "patrol": {"leader_name"},
    "petition_case": {"petitioner"},
    "service_case": {"applicant"},
    "appeal": {"reporter", "reporter_phone"},
    "duty_roster": {"duty_person", "absent_reason", "substitute"},
    "repair_order": {"reporter", "reporter_phone"},
    "party_branch": {"upper", "dissolved_on", "secretary"},
    "household_contact": {"cadre", "person", "partner", "grid"},
    "responsibility_letter": {"person"},
    "points_account": {"person", "previous", "closed_on"},
    "points_entry": {"reverses"},
    "council": {"dissolved_on"},
    "meeting": {"council", "plan", "project"},
    "resolution": {
        *("council", "households", "payers", "money_each", "money_limit"),
        *("labourers", "labour_each", "labour_limit", "town_approved_on"),
    },
    "covenant": {"meeting"},
    "document": {"replaces"},
    "indicator_value": {"actual"},
    "env_work": {"own_measure"},
    "blackspot": {"closed_on", "checked_by", "returned_on"},
    "sewage_site": {"served_by"},
    "household_task": {"place", "due", "biogas_built_on", "biogas_in_use"},
    "road": {"hamlet", "hamlet_access"},
    "reconstruction": {"cancel_reason"},
    "cooperative": {"chair_other", "ended_on"},
    "industry_base": {"enterprise", "household", "operator_name", "stopped_on"},
    "product_cert": {"enterprise", "holder_name", "withdrawn_on", "reason"},
    "sales_partner": {
        *("place", "companies", "base", "seller_name", "buyer_name", "ended_on", "end_reason"),
    },
    "employment": {"cooperative", "enterprise", "employer_name"},
    "courtyard": {"stopped_on"},
    "collective_asset": {"enterprise", "cooperative", "household", "disposed_on", "disposal"},
    "investment_project": {"introducer", "ended_on", "end_reason"},
}

# What the vocabulary lists, word by word: the label or an alias of a member.
VOCABULARY = {
    "project_category": (
        "产业 基础设施 农业发展 文化传承 乡村振兴 组织建设 水毁重建 人居环境 高速公路 文旅"
    ),
    "project_stage": "谋划 储备 申报 筹建 计划新开工 在建 完工 建成 验收 立项 取消 暂停",
    "acceptance_kind": "竣工验收 考核验收 省级验收",
    "project_item": (
        "道路硬化 地埋线 机井及配套 污水管网 大三格 观察井 桥涵 河道清淤 入村道路整修 "
        "道路加宽铺彩砖 下水管网 花池 广场 墙体绘画 修缮道路 屯内道路硬化 排水沟 植树 路灯 "
        "卫生乱象 清理垃圾 残垣断壁 堆放点 桩基 花木栽植 水泥路"
    ),
    "funding_kind": (
        "争取上级支持一点 地方财政补助一点 村集体自筹一点 社会各界捐助一点 上级资金 自筹资金 "
        "美丽乡村建设专项资金 奖补资金 财政专项配套资金 涉农整合资金 政府专项债券 土地出让收入 "
        "增减挂钩收益 PPP 企业捐款 县财政年度资金 扶贫收益资金 群众筹资筹劳"
    ),
    "funding_status": "计划 下达 到位 拨付 结余",
    "village_type": "城郊融合类 集聚提升类 特色保护类 搬迁撤并类 保留改善类",
    "village_path": "改造提升一批 易地新建一批 集中联建一批 新型城镇化新建一批",
    "education": "小学 初中 高中 中专 职高 技校 大专 本科 研究生",
    "political_status": "中共党员 预备党员 共青团员 民主党派 群众",
    "cadre_status": "在任 离任 免职",
    "reviewer_identity": "村干部 党员 村民代表",
    "doctor_title": "主治医师",
    "doctor_licence": "执业医师",
    "doctor_speciality": "全科医师",
}

# Codes that the vocabulary, the sample and later ledgers rely on.
CODES = {
    "project_category": (
        "industry infrastructure agri_development culture_heritage rural_revitalization "
        "organization_building flood_rebuild living_env highway tourism"
    ),
    "project_stage": (
        "proposed declared reserve approved preparing planned_start under_construction completed "
        "accepted suspended cancelled"
    ),
    "funding_kind": (
        "upper_support local_fiscal collective_self_raised social_donation special_bond"
    ),
    "funding_status": "planned allocated received disbursed balance",
    "village_type": (
        "suburban_integration cluster_upgrade characteristic_protection relocation_merger "
        "retain_improve"
    ),
    "village_path": "renovate relocate_new joint_build urbanized_new",
    "education": "none primary junior senior vocational college bachelor postgraduate",
}


def parts_of(form: FormDef) -> Iterator[FormDef]:
    """The ledger and its lines."""
    yield form
    yield from form.lines


def test_nothing_is_wrong_with_the_shipped_definitions() -> None:
    assert [fault.message for fault in faults_of(FORMS)] == []


def test_the_core_ledgers_have_their_keys() -> None:
    assert {"unit", "project", "funding_source", "cadre"} <= set(shipped().forms)


@ledgers
def test_an_example_can_be_saved_as_it_stands(form: FormDef) -> None:
    assert form.example is not None
    alone = MemoryLedgers({form.key: [form.example]})
    assert check_values(form, form.example, ledgers=alone, as_of=DAY) == []


@ledgers
def test_an_example_answers_every_question(form: FormDef) -> None:
    assert form.example is not None
    unanswered = {
        field.key
        for field in form.asked()
        if field.stored and field.type is not FieldType.FILES and form.example[field.key] is None
    }
    assert unanswered == NOT_IN_EXAMPLE.get(form.key, set())


@ledgers
def test_an_example_fills_every_kind_of_line(form: FormDef) -> None:
    assert form.example is not None
    for line in form.lines:
        rows = form.example.lines.get(line.key, ())
        answered = {key for row in rows for key, value in row.values.items() if value is not None}
        asked = {f.key for f in line.asked() if f.stored and f.type is not FieldType.FILES}
        assert asked == answered, line.key


def test_no_two_prints_have_one_title_since_their_files_would_have_one_name() -> None:
    titles = Counter(layout.title for form in shipped().forms.values() for layout in form.prints)
    assert not [title for title, count in titles.items() if count > 1]


@ledgers
def test_an_example_comes_back_from_the_editor_unchanged(form: FormDef) -> None:
    assert form.example is not None

    def agree(part: FormDef, record: Record) -> None:
        for field in part.asked():
            if field.stored and record[field.key] is not None:
                assert parse(field, edit_text(field, record[field.key])) == record[field.key]

    agree(form, form.example)
    for line in form.lines:
        for row in form.example.lines.get(line.key, ()):
            agree(line, row)


def test_an_example_holds_a_character_that_few_fonts_have() -> None:
    cadre = shipped().form("cadre").example
    assert cadre is not None
    assert cadre["name"] == "王䶮"


@ledgers
def test_no_heading_means_two_fields_of_a_ledger(form: FormDef) -> None:
    for part in parts_of(form):
        meant: dict[str, set[str]] = defaultdict(set)
        for field in part.asked():
            if field.stored:
                for heading in (field.label, *field.headings):
                    meant[plain_heading(heading)].add(field.key)
        assert {heading: keys for heading, keys in meant.items() if len(keys) > 1} == {}, part.table


@ledgers
def test_lines_and_other_ledgers_of_a_table_share_no_heading(form: FormDef) -> None:
    """One column of an office's table cannot fill two of the parts that its row makes."""
    parts = [form.line(key) for key in form.imports.lines]
    parts += [shipped().form(spread.form) for spread in form.imports.spread]
    links = {"unit", *(spread.link for spread in form.imports.spread)}
    meant: dict[str, set[str]] = defaultdict(set)
    for part in parts:
        for field in part.asked():
            if field.stored and field.key not in links:
                for heading in (field.label, *field.headings):
                    meant[plain_heading(heading)].add(f"{part.key}.{field.key}")
    shared = {heading: keys for heading, keys in meant.items() if len(keys) > 1}
    # 金额 alone is whose columns stand around it, as test_whose_amount.py holds.
    shared.pop("金额", None)
    assert shared == {}


@ledgers
def test_a_ledger_can_be_listed_printed_and_told_apart(form: FormDef) -> None:
    assert 2 <= len(form.list_columns) <= 9
    assert form.imports.titles  # words that tell import the sheet
    assert form.imports.identities
    assert form.excel is not None
    assert form.prints
    assert form.views
    assert form.help


@ledgers
def test_whom_a_reminder_concerns_is_told_by_a_text(form: FormDef) -> None:
    """A reference holds another record's id, which is no name."""
    for one in form.reminders:
        if one.who:
            about = shipped().form(one.each) if one.each else form
            part = about.line(one.lines) if one.lines else about
            assert part.field(one.who).shape is FieldType.TEXT, one.key


SHEETS = {("A4", "portrait"): 178, ("A4", "landscape"): 265, ("A3", "landscape"): 388}  # mm
NUMBERS_COLUMN = 10  # mm, which every paper has
LEAST_DATE = 19.3  # mm; narrower, 2023-03-12 breaks into two lines


@ledgers
def test_a_paper_holds_its_columns_in_a_readable_width(form: FormDef) -> None:
    """Columns are stretched or shrunk to the paper: a date must stay on one line."""
    for layout in (one for one in form.prints if one.kind == "table"):
        wanted = NUMBERS_COLUMN + sum(column.width for column in layout.columns)
        scale = SHEETS[layout.paper, layout.orientation] / wanted
        for column, field in columns_of(form, layout):
            if field.shape is FieldType.DATE:
                assert column.width * scale >= LEAST_DATE, (layout.key, column.field)
        assert scale >= 0.85, layout.key


@ledgers
def test_what_the_public_may_see_holds_no_number_of_a_person(form: FormDef) -> None:
    for part in parts_of(form):
        for field in part.fields:
            if field.type is FieldType.PERSON_ID:
                assert field.private, field.key
    for layout in form.prints:
        if "公示" in layout.title:
            assert layout.masked, layout.key


@pytest.mark.parametrize("key", VOCABULARY)
def test_every_member_that_the_vocabulary_lists_is_there(key: str) -> None:
    known = {word for item in shipped().choices[key].items for word in (item.label, *item.aliases)}
    assert set(VOCABULARY[key].split()) - known == set()


@pytest.mark.parametrize("key", CODES)
def test_codes_are_those_of_the_vocabulary(key: str) -> None:
    assert set(CODES[key].split()) - set(shipped().choices[key].codes()) == set()


def test_there_are_56_ethnic_groups() -> None:
    assert len(shipped().choices["ethnicity"].items) == 56


def test_every_item_of_work_has_its_unit() -> None:
    """A known item must not ask a clerk for its unit."""
    source = shipped().form("project").line("outputs").field("fixed_measure").expression
    assert source is not None
    without = [
        code
        for code in shipped().choices["project_item"].codes()
        if f'"{code}"' not in source.source
    ]
    assert without == ["other"]


def test_every_stage_can_be_reached_and_has_its_demands() -> None:
    project = shipped().form("project")
    assert project.states is not None
    stages = {state.code: state for state in project.states.states}
    assert set(stages) == set(shipped().choices["project_stage"].codes())
    reached = {"proposed"}
    while more := {code for one in reached for code in stages[one].to} - reached:
        reached |= more
    assert reached == set(stages)


# What an office's tables say over their columns (columns 1 to 3), and what that must mean.
ROSTER = {
    "姓 名": "name",
    "性 别": "sex",
    "出生年月": "birth_date",
    "身份证号码": "id_number",
    "文化程度": "education",
    "毕业院校及专业": "school_major",
    "政治面貌": "political_status",
    "入党时间": "joined_party_on",
    "现任职务": "appointments.post",
    "是否“一肩挑”": "appointments.dual_post",
    "是否交叉任职": "appointments.cross_post",
    "任现职时间": "appointments.started_on",
    "首次任村干部时间": "first_cadre_on",
    "任职届次/年限": "appointments.term",
    "分管工作": "duties",
    "联系电话": "phone",
    "年龄": "",
    "备注": "remark",
}
LIBRARY = {
    "项目类型": "project_type",
    "二级项目类型": "second_type",
    "项目子类型": "third_type",
    "村": "unit",
    "项目名称": "name",
    "建设性质": "nature",
    "实施地点": "place",
    "计划开工时间": "planned_start_on",
    "计划完工时间": "planned_finish_on",
    "责任单位": "responsible_unit",
    "建设内容与规模": "content",
    "项目预算总投资（万元）": "estimate",
    "其中财政衔接资金": "plan_upper",
    "其他资金": "plan_other",
    "受益村数（个）": "benefit_villages",
    "受益户数（户）": "benefit_households",
    "受益人口数（人）": "benefit_people",
    "受益脱贫村数": "benefit_relief_villages",
    "受益脱贫户及监测对象户数": "benefit_relief_households",
    "受益脱贫人口及监测对象人口数": "benefit_relief_people",
    "绩效目标": "performance_target",
    "联农带农机制": "benefit_mechanism",
    "备注": "remark",
}
FUNDS = {
    "项目名称": "allocation.project",
    "来源类别": "kind",
    "层级": "level",
    "资金名称": "name",
    "下达文号": "doc_no",
    "下达日期": "doc_date",
    "计划金额": "allocation.planned",
    "到账日期": "receipt.received_on",
    "到账金额": "receipt.amount",
    "付款日期": "payment.paid_on",
    "收款单位（人）": "payment.payee",
    "用途": "payment.purpose",
    "付款金额": "payment.amount",
    "方式": "payment.method",
    "凭证号": "payment.voucher",
    "累计支付": "",
    "结余": "",
    "经办人": "payment.handled_by",
    "审批人": "payment.approved_by",
    "公示日期": "payment.disclosed_on",
    "备注": "remark",
}
WORKS = {
    "项目名称": "name",
    "开工时间": "started_on",
    "竣工时间": "finished_on",
    "施工单位": "contracts.contractor",
    "总预算": "estimate",
    "工程进度%": "progress.percent",
    "验收状态": "acceptances.result",
    "备注": "remark",
}


@pytest.mark.parametrize(
    ("key", "table"),
    [("cadre", ROSTER), ("project", LIBRARY), ("funding_source", FUNDS), ("project", WORKS)],
    ids=["roster", "library", "funds", "works"],
)
def test_the_columns_of_offices_find_their_fields(key: str, table: dict[str, str]) -> None:
    matcher = Matcher(shipped().form(key), shipped().forms)
    found = {one.heading: one.field for one in matcher.match([("", words) for words in table])}
    assert found == table
