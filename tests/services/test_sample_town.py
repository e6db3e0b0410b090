"""The sample book holds what the bulletin says of the town's affairs (K000-11 to 15, 23 to 36)."""

from collections import Counter
from datetime import date

from ruraldesk.definitions.model import Record
from ruraldesk.store.book import Book
from tests.services.looking import DAY, day, figure, lines, number, rows, text, traced, wording

# ---------------------------------------------------------------- organisation


def test_k000_11_one_leading_group_has_11_task_forces(sample_book: Book) -> None:
    teams = rows(sample_book, "work_team")
    (group,) = (team for team in teams if team["kind"] == "leading_group")
    forces = [team for team in teams if team["kind"] == "task_force"]
    assert {team["upper"] for team in forces} == {group.uuid}
    dissolved = [team for team in forces if team["status"] == "dissolved"]
    assert len(forces) - len(dissolved) == 11
    assert [day(team, "dissolved_on") <= DAY for team in dissolved] == [True]
    assert figure(sample_book, "leading_groups") == 1
    assert figure(sample_book, "task_forces") == 11
    assert figure(sample_book, "task_forces", date(2023, 2, 27)) == 12


def test_k000_12_every_task_force_has_tasks_and_who_answers_for_them(sample_book: Book) -> None:
    tasks = rows(sample_book, "task_list")
    for team in rows(sample_book, "work_team", 'kind == "task_force" and in_force'):
        own = [task for task in tasks if task["team"] == team.uuid]
        assert own, team["name"]
        assert team["leader"]
        assert all(task["responsible"] for task in own)
        assert all(day(task, "starts_on") <= day(task, "due_on") for task in own)
    assert {"done", "doing", "not_started"} == {text(task, "status") for task in tasks}
    overdue = [task for task in tasks if task["is_overdue"]]
    assert figure(sample_book, "tasks_overdue") == len(overdue) >= 2


def test_k000_12_of_the_problems_found_some_are_mended_and_some_overdue(
    sample_book: Book,
) -> None:
    problems = rows(sample_book, "rectification")
    assert {text(one, "status") for one in problems} == {"found", "open", "doing", "done", "closed"}
    settled = sum(bool(one["settled"]) for one in problems)
    assert figure(sample_book, "problems_settled") == settled >= 2
    assert figure(sample_book, "problems_open") == len(problems) - settled >= 2
    assert figure(sample_book, "problems_overdue") == 1


# ---------------------------------------------------------------- assessment


def test_k000_13_the_declaration_took_five_steps_and_was_confirmed(sample_book: Book) -> None:
    (one,) = rows(sample_book, "declaration", 'kind == "demo_town"')
    assert (one["status"], one["batch"], one["basis_no"]) == (
        "confirmed",
        1,
        "豫农组发〔2022〕2号",
    )
    steps = sorted(one.lines["steps"], key=lambda step: day(step, "done_on"))
    assert [step["step"] for step in steps] == [
        "county_declared",
        "city_recommended",
        "province_reviewed",
        "public_notice",
        "confirmed",
    ]
    assert one["confirmed_on"] == steps[-1]["done_on"] == date(2023, 9, 25)
    states = {text(other, "status") for other in rows(sample_book, "declaration")}
    assert states == {"confirmed", "open", "failed"}
    assert figure(sample_book, "demo_town_batch") == 1
    assert figure(sample_book, "declarations_confirmed") == 1
    assert figure(sample_book, "declarations_confirmed", date(2023, 9, 24)) == 0


def test_k000_14_the_two_honours_of_the_bulletin_are_kept(sample_book: Book) -> None:
    honours = rows(sample_book, "honour")
    valid = {text(one, "title") for one in honours if one["state"] == "valid"}
    assert {"河南省文明村镇", "河南省乡村建设示范乡镇创建单位"} <= valid
    assert {text(one, "state") for one in honours} == {"valid", "expired", "revoked"}
    assert figure(sample_book, "honours_valid") == len(valid) < len(honours)


def test_k000_15_six_monthly_tours_by_one_scheme_score_35_villages_each(
    sample_book: Book,
) -> None:
    (scheme,) = rows(sample_book, "evaluation_scheme", 'kind == "tour"')
    assert text(scheme, "name") == "王楼镇农村人居环境整治考评办法"
    assert sum(number(item, "full") for item in scheme.lines["items"]) == scheme["full_score"]
    rounds = rows(sample_book, "inspection_round")
    assert {one["scheme"] for one in rounds} == {scheme.uuid}
    assert len({one["round_month"] for one in rounds}) == len(rounds) == 6
    villages = {unit["code"] for unit in rows(sample_book, "unit", 'level == "village"')}
    scores = rows(sample_book, "inspection_score")
    for one in rounds:
        units = [score["unit"] for score in scores if score["round"] == one.uuid]
        assert len(units) == 35
        assert set(units) == villages
    assert wording(sample_book, "tours_per_month") == "每月1次"


def test_k000_15_scores_add_up_ranks_are_shared_and_reasons_are_given(sample_book: Book) -> None:
    scores = rows(sample_book, "inspection_score")
    by_round: dict[str, list[Record]] = {}
    for score in scores:
        marks = score.lines["marks"]
        assert number(score, "total") == 100 - sum(number(mark, "points") for mark in marks)
        assert all(mark["reason"] for mark in marks)
        by_round.setdefault(text(score, "round"), []).append(score)
    ties = 0
    for of_round in by_round.values():
        totals = sorted((number(score, "total") for score in of_round), reverse=True)
        ties += len(totals) - len(set(totals))
        for score in of_round:
            assert score["ranking"] == totals.index(number(score, "total")) + 1
        assert {1, 2, 3, 33, 34, 35} <= {score["ranking"] for score in of_round}
    assert ties > 0


def test_k000_15_the_first_three_are_rewarded_and_the_last_three_named(sample_book: Book) -> None:
    scores = rows(sample_book, "inspection_score")
    for score in scores:
        rank = int(number(score, "ranking"))
        expected = "reward" if rank <= 3 else "penalty" if rank >= 33 else None
        assert score["incentive_kind"] == expected
        if rank <= 3:
            assert number(score, "incentive_amount") == (2000, 1500, 1000)[rank - 1]
    assert figure(sample_book, "incentives_paid") == 5 * 4500
    assert figure(sample_book, "incentives_unpaid") == 6  # those of October


# ---------------------------------------------------------------- enterprises


def test_k000_23_13_headquarters_paid_the_taxes_of_the_table(sample_book: Book) -> None:
    firms = rows(sample_book, "enterprise", 'kind == "headquarters" and is_introduced')
    taxes = sorted((number(firm, "local_tax") / 10_000 for firm in firms), reverse=True)
    assert " ".join(f"{tax:.2f}" for tax in taxes) == (
        "38.60 24.15 17.80 13.25 10.40 8.30 6.75 5.20 3.60 2.45 1.50 1.00 0.00"
    )
    assert figure(sample_book, "headquarters_introduced") == 13
    assert figure(sample_book, "headquarters_tax") == 1330000


def test_k000_24_before_the_first_year_headquarters_paid_nothing(sample_book: Book) -> None:
    firms = {one.uuid: one for one in rows(sample_book, "enterprise", 'kind == "headquarters"')}
    taxes = [one for one in rows(sample_book, "enterprise_tax") if one["enterprise"] in firms]
    by_year: Counter[int] = Counter()
    for one in taxes:
        by_year[int(number(one, "year"))] += int(number(one, "local_amount"))
    assert by_year[2021] == 0 < by_year[2022] < by_year[2023]
    assert {one["year"] for one in taxes} == {2021, 2022, 2023}
    assert figure(sample_book, "headquarters_tax_before") == 0


def test_k000_24_firms_in_talks_gone_or_of_other_kinds_do_not_count(sample_book: Book) -> None:
    talks = rows(sample_book, "enterprise", 'kind == "headquarters" and introduced_on == None')
    assert len(talks) >= 2
    assert figure(sample_book, "enterprises_in_talks") == len(talks)
    gone = rows(sample_book, "enterprise", 'stage == "ended"')
    assert [text(one, "kind") for one in gone] == ["headquarters"]
    others = rows(sample_book, "enterprise", 'kind != "headquarters" and local_tax > 0')
    assert others
    not_counted = {one.uuid for one in (*talks, *gone, *others)}
    assert not not_counted & {one.uuid for one in traced(sample_book, "headquarters_introduced")}
    assert (figure(sample_book, "local_tax_total") or 0) > 1330000


def test_k000_25_every_firm_is_visited_and_some_of_its_wishes_are_met(sample_book: Book) -> None:
    visits = rows(sample_book, "enterprise_visit")
    firms = {one.uuid for one in rows(sample_book, "enterprise")}
    assert {one["enterprise"] for one in visits} == firms
    assert all(one["officer"] for one in visits)
    states = Counter(text(one, "status") for _, one in lines(visits, "appeals"))
    assert min(states["closed"], states["doing"]) >= 2
    assert figure(sample_book, "enterprise_appeals_open") == states["doing"]


# ---------------------------------------------------------------- public services


def test_k000_26_the_service_centre_joins_four_windows_on_300_square_metres(
    sample_book: Book,
) -> None:
    (centre,) = rows(sample_book, "facility", 'kind == "service_center" and in_use')
    assert number(centre, "site_area") == 300
    windows = [one for one in centre.lines["windows"] if one["closed_on"] is None]
    assert {"civil_affairs", "social_security", "disabled", "veterans"} <= {
        text(window, "window_kind") for window in windows
    }
    assert figure(sample_book, "service_windows") == len(windows) >= 4
    assert len(windows) < len(centre.lines["windows"])  # one was closed
    assert figure(sample_book, "one_stop_windows") == 1


def test_k000_27_yearly_numbers_are_of_three_whole_years(sample_book: Book) -> None:
    (centre,) = rows(sample_book, "facility", 'kind == "service_center"')
    counts = [one for one in rows(sample_book, "service_count") if one["facility"] == centre.uuid]
    whole = {
        one["year"]: (one["consultations"], one["cases"])
        for one in counts
        if one["month_number"] is None
    }
    assert whole == {2020: (5310, 1462), 2021: (5640, 1530), 2022: (5850, 1602)}
    months = [one for one in counts if one["year"] == 2023]
    assert 0 < len(months) < 12  # an incomplete year is in the ledger and not in the average
    assert len(counts) == len(whole) + len(months) < len(rows(sample_book, "service_count"))
    assert figure(sample_book, "service_consultations_yearly") == 5600


def test_k000_28_two_boarding_schools_are_new(sample_book: Book) -> None:
    schools = rows(sample_book, "facility", 'kind == "school"')
    new = [one for one in schools if one["boarding"] and one["work"] == "new_build"]
    assert {text(one, "name") for one in new if one["state"] == "built"} == {
        "黄寺小学",
        "吴杏庄小学",
    }
    assert {text(one, "state") for one in new} == {"built", "building"}
    assert any(one["boarding"] and one["work"] != "new_build" for one in schools)
    assert wording(sample_book, "boarding_schools_new") == "两所"


def test_k000_29_82_of_133_teachers_have_a_bachelors_degree(sample_book: Book) -> None:
    at_post = rows(sample_book, "teacher", "on_post")
    high = [one for one in at_post if one["education"] in ("bachelor", "postgraduate")]
    assert (len(high), len(at_post)) == (82, 133)
    others = [one for one in rows(sample_book, "teacher") if one not in at_post]
    assert any(day(one, "hired_on") > DAY for one in others)
    assert sum(day(one, "left_on", date.max) <= DAY for one in others) >= 2


def test_k000_30_all_children_of_school_age_are_enrolled(sample_book: Book) -> None:
    newest = rows(sample_book, "enrolment", "is_newest")
    assert {text(one, "stage") for one in newest} == {"primary", "junior"}
    assert sum(number(one, "school_age") for one in newest) > 0
    assert all(one["school_age"] == one["enrolled"] for one in newest)
    assert figure(sample_book, "not_enrolled") == 0
    assert wording(sample_book, "enrolment_rate", date(2022, 12, 31)) == "99%"


def test_k000_31_the_health_centre_and_its_doctors(sample_book: Book) -> None:
    (centre,) = rows(sample_book, "facility", 'kind == "health_centre"')
    assert number(centre, "land_mu") == 10
    assert number(centre, "floor_area") == 5400
    assert centre["standard_met"] is True
    doctors = [
        one
        for one in rows(sample_book, "health_staff", 'on_post and post_kind == "doctor"')
        if one["facility"] == centre.uuid
    ]
    kinds = Counter((text(one, "licence"), one["speciality"] == "general") for one in doctors)
    assert kinds == {
        ("licensed", True): 7,
        ("licensed", False): 5,
        ("assistant", True): 3,
        ("assistant", False): 1,
    }
    attending = [one for one in doctors if one["post_title"] == "attending"]
    assert [one["licence"] for one in attending] == ["licensed"] * 3
    answers = [
        figure(sample_book, f"doctors_{key}") for key in ("licensed", "attending", "general")
    ]
    assert answers == [12, 3, 10]


def test_k000_32_32_clinics_up_to_standard_serve_35_villages(sample_book: Book) -> None:
    clinics = rows(sample_book, "facility", 'kind == "clinic" and in_use')
    assert len(clinics) == 32
    assert all(one["standard_met"] is True for one in clinics)
    served = [line["village"] for one in clinics for line in one.lines["serves"]]
    assert len(served) == len(set(served)) == 35
    assert sum(one["joint"] is True for one in clinics) == 3
    others = rows(sample_book, "facility", 'kind == "clinic" and not in_use')
    assert {text(one, "state") for one in others} == {"building", "closed"}
    assert wording(sample_book, "village_clinics") == "32所"
    assert wording(sample_book, "village_clinic_rate") == "100%"


# ---------------------------------------------------------------- grids


def test_k000_33_35_village_grids_are_divided_into_161(sample_book: Book) -> None:
    villages = {text(unit, "code") for unit in rows(sample_book, "unit", 'level == "village"')}
    upper = rows(sample_book, "grid", 'level == "3" and in_use')
    lower = rows(sample_book, "grid", 'level == "4" and in_use')
    assert {grid["unit"] for grid in upper} == villages
    assert (len(upper), len(lower)) == (35, 161)
    assert figure(sample_book, "grids_level_3") == 35
    assert figure(sample_book, "grids_level_4") == 161
    units = {grid.uuid: grid["unit"] for grid in upper}
    assert all(units[text(grid, "upper")] == grid["unit"] for grid in lower)
    parts = Counter(Counter(text(grid, "upper") for grid in lower).values())
    assert parts == {4: 14, 5: 21}


def test_k000_33_disabled_grids_do_not_count(sample_book: Book) -> None:
    disabled = rows(sample_book, "grid", 'state == "disabled"')
    assert len(disabled) >= 2
    assert all(day(grid, "ended_on") <= DAY and grid["end_reason"] for grid in disabled)
    counted = {grid.uuid for grid in traced(sample_book, "grids_level_4")}
    assert not counted & {grid.uuid for grid in disabled}
    assert figure(sample_book, "grids_level_4", date(2023, 8, 30)) == 162


def test_k000_33_the_grids_of_a_village_hold_all_its_people(sample_book: Book) -> None:
    villages = {text(unit, "code"): unit for unit in rows(sample_book, "unit", "people != None")}
    lower = rows(sample_book, "grid", 'level == "4" and in_use')
    for grid in rows(sample_book, "grid", 'level == "3" and in_use'):
        parts = [part for part in lower if part["upper"] == grid.uuid]
        village = villages[text(grid, "unit")]
        for key in ("households", "people"):
            assert sum(number(part, key) for part in parts) == number(grid, key)
            assert number(grid, key) == number(village, key)
    assert figure(sample_book, "grid_mechanism_levels") == 3


def test_k000_34_events_come_from_the_app_in_three_kinds_settled_and_not(
    sample_book: Book,
) -> None:
    events = rows(sample_book, "grid_event", 'source == "safe_xinxiang_app"')
    assert {"livelihood", "public_opinion", "legal_publicity"} <= {
        text(event, "category") for event in events
    }
    assert {"closed", "doing"} <= {text(event, "status") for event in events}
    assert figure(sample_book, "grid_events_app") == len(events)
    assert 0 < (figure(sample_book, "grid_events_open") or 0) < len(events)


# ---------------------------------------------------------------- titles, bulletin


def test_k000_35_three_titles_are_awarded_after_public_notice(sample_book: Book) -> None:
    rounds = rows(sample_book, "evaluation_round")
    awarded = [one for one in rounds if one["status"] == "awarded"]
    assert {text(one, "title_kind") for one in awarded} == {
        "star_household",
        "good_daughter_in_law",
        "good_parents_in_law",
    }
    for one in awarded:
        start, end = day(one, "notice_from"), day(one, "notice_until")
        assert (end - start).days + 1 >= 5
        assert end <= day(one, "announced_on") <= DAY
        assert number(one, "winners") > 0
    assert {text(one, "status") for one in rounds} == {"awarded", "notice", "cancelled"}
    assert figure(sample_book, "title_kinds") == 3
    assert figure(sample_book, "titles_revoked") == 1


def test_k000_36_issue_52_names_its_editor_reviewer_and_issuer(sample_book: Book) -> None:
    (issue,) = rows(sample_book, "bulletin")
    assert (issue["issue_no"], issue["issued_on"]) == (52, DAY)
    assert (issue["series"], issue["issuing_office"]) == ("延津政务快报", "延津县人民政府办公室")
    assert len({text(issue, role) for role in ("editor", "reviewer", "issuer")}) == 3
    assert figure(sample_book, "bulletin_no") == 52


# ---------------------------------------------------------------- sentences


def test_sentence_4_of_headquarters_comes_out_word_for_word(sample_book: Book) -> None:
    firms = wording(sample_book, "headquarters_introduced")
    tax = wording(sample_book, "headquarters_tax")
    assert f"通过发展总部经济共引进企业{firms}，形成地方税收{tax}。" == (
        "通过发展总部经济共引进企业13家，形成地方税收133万元。"
    )


def test_sentence_5_of_the_service_centre_comes_out_word_for_word(sample_book: Book) -> None:
    asked, cases = (
        wording(sample_book, f"service_{what}_yearly") for what in ("consultations", "cases")
    )
    assert f"便民服务中心年均受理咨询{asked}，受理事件{cases}。" == (
        "便民服务中心年均受理咨询5600人次，受理事件1500余件。"
    )


def test_sentence_6_of_schools_comes_out_word_for_word(sample_book: Book) -> None:
    teachers = wording(sample_book, "teachers_bachelor_share")
    enrolled = wording(sample_book, "enrolment_rate")
    assert f"全镇本科以上学历教师占比{teachers}，适龄学生入学率{enrolled}。" == (
        "全镇本科以上学历教师占比61.65%，适龄学生入学率100%。"
    )


def test_sentence_7_of_grids_comes_out_word_for_word(sample_book: Book) -> None:
    upper, lower = (wording(sample_book, f"grids_level_{level}") for level in (3, 4))
    assert upper == "35个"
    assert lower == "161个"
    assert f"将全镇划分为三级网格{upper}、四级网格{lower}。" == (
        "将全镇划分为三级网格35个、四级网格161个。"
    )
