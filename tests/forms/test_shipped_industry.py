"""Industry bases, cooperatives, certificates, sales, work given and courtyards."""

from datetime import date
from typing import Any

import pytest

from ruraldesk.definitions.model import Record
from tests.forms.office import Office, household, shipped

VILLAGE = "410726104201"
OTHER = "410726104202"


def enterprise(office: Office, name: str = "禾盛公司") -> str:
    """Keep an enterprise of the first village."""
    return office.add("enterprise", unit=VILLAGE, name=name, kind="general", stage="producing").uuid


def base(office: Office, **answers: Any) -> Record:
    """Keep an industry base of the first village that a cooperative runs since 2020."""
    plain = {
        "unit": VILLAGE,
        "name": f"基地{len(office.records['industry_base'])}",
        "kinds": ["one_village_one_product"],
        "product": "番茄",
        "mu": "100",
        "founded_on": "2020-04-01",
        "state": "running",
        "operator_name": "李家农场",
    }
    return office.add("industry_base", **{**plain, **answers})


OUTPUT = {"year": 2022, "year_mu": "100", "year_value": "2000000", "net_income": "1200000"}


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"operator_name": None}, "has_operator", "warn"),
        ({"founded_on": "2023-11-17"}, "founded_not_ahead", "block"),
        ({"state": "stopped", "stopped_on": "2020-03-31"}, "stopped_after_founded", "block"),
        ({"certified_year": 2024}, "certified_not_ahead", "block"),
        ({"kinds": ["farm_stay"], "has_sewage": True}, "farm_stay_equipped", None),
        ({"kinds": ["farm_stay"], "has_sewage": False}, "farm_stay_equipped", "warn"),
        ({"years": [OUTPUT, OUTPUT]}, "year_once", "block"),
        ({"years": [{**OUTPUT, "year": 2024}]}, "year_not_ahead", "block"),
        ({"years": [{**OUTPUT, "net_income": "2000001"}]}, "income_within", "block"),
        ({"years": [{**OUTPUT, "year_mu": "101"}]}, "mu_within", "warn"),
        ({"visits": [{"visit_month": "2023-12", "visitors": 1}]}, "visit_not_ahead", "block"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_base_contradicts_or_lacks_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str | None
) -> None:
    assert office.broken("industry_base", base(office, **answers)).get(rule) == level


def test_a_base_has_one_operator(office: Office) -> None:
    two = base(office, enterprise=enterprise(office))
    assert office.broken("industry_base", two)["one_operator"] == "block"
    one = base(office, operator_name=None, household=household(office))
    assert "one_operator" not in office.broken("industry_base", one)
    assert office.computed("industry_base", one, "operator") == "李满仓"


def test_income_a_mu_is_of_the_latest_year_and_makes_it_ten_thousand(office: Office) -> None:
    older = {**OUTPUT, "year": 2021, "net_income": "300000"}
    kinds = ["ten_thousand_yuan"]
    rich = base(office, kinds=kinds, years=[OUTPUT, older])
    assert office.computed("industry_base", rich, "income_per_mu") == 12000
    assert "ten_thousand" not in office.broken("industry_base", rich)
    poor = base(office, kinds=kinds, years=[{**OUTPUT, "net_income": "999999"}])
    assert office.broken("industry_base", poor)["ten_thousand"] == "warn"


def test_a_base_without_a_name_is_called_by_its_product(office: Office) -> None:
    assert office.computed("industry_base", base(office, name=None), "called") == "番茄"
    bare = office.refusals("industry_base", base(office, name=None, product=None))
    assert {one.field for one in bare} == {"product"}


def test_areas_count_bases_in_use_of_each_kind(office: Office) -> None:
    base(office, mu="300.5")
    base(office, mu="200", kinds=["one_village_one_product", "ten_thousand_yuan"], unit=OTHER)
    base(office, mu="900", state="planned")
    base(office, mu="900", state="stopped", stopped_on="2023-01-01")
    base(office, mu="900", founded_on="2023-11-17")
    base(office, mu="7", kinds=["farm_stay"])
    assert float(str(office.figure("one_product_mu"))) == 500.5
    assert office.figure("ten_thousand_mu") == 200
    assert office.figure("one_product_villages") == 2
    assert office.figure("farm_stays") == 1


def test_a_village_leads_with_one_product(office: Office) -> None:
    base(office, is_leading=True)
    second = base(office, is_leading=True)
    assert office.broken("industry_base", second)["one_leading"] == "warn"
    assert "one_leading" not in office.broken(
        "industry_base", base(office, is_leading=True, unit=OTHER)
    )


def cooperative(office: Office, **answers: Any) -> Record:
    """Keep a cooperative of the first village, founded in 2019."""
    plain = {
        "unit": VILLAGE,
        "name": f"合作社{len(office.records['cooperative'])}",
        "kind": "farmers",
        "founded_on": "2019-03-12",
        "chair_other": "王强",
        "state": "running",
    }
    return office.add("cooperative", **{**plain, **answers})


LINK = {"way": "order", "since": "2022-01-01"}
YIELD = {"year": 2022, "profit": "100000", "dividend_total": "60000", "dividend_on": "2023-01-12"}


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"founded_on": "2023-11-17"}, "founded_not_ahead", "block"),
        ({"chair_other": None}, "has_chair", "warn"),
        ({"led_since": "2019-03-11"}, "led_after_founded", "block"),
        ({"state": "closed", "ended_on": "2019-03-11"}, "ended_after_founded", "block"),
        ({"links": [LINK]}, "one_bound", "block"),
        (
            {"links": [{**LINK, "bound_name": "孔村", "until": "2021-12-31"}]},
            "link_in_order",
            "block",
        ),
        ({"years": [{**YIELD, "dividend_total": "100001"}]}, "dividend_within", "warn"),
        ({"years": [{**YIELD, "dividend_on": "2023-11-17"}]}, "dividend_not_ahead", "block"),
        ({"years": [YIELD, YIELD]}, "year_once", "block"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_cooperative_contradicts_or_lacks_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert office.broken("cooperative", cooperative(office, **answers))[rule] == level


def test_a_cooperative_led_by_a_branch_names_it(office: Office) -> None:
    lacking = cooperative(office, branch_led=True)
    assert office.broken("cooperative", lacking)["branch_named"] == "warn"
    branch = office.add("party_branch", unit=VILLAGE, name="黄寺村党支部", kind="branch").uuid
    led = cooperative(office, branch_led=True, branch=branch)
    assert office.broken("cooperative", led).keys() == {"has_code"}
    away = cooperative(office, branch_led=True, branch=branch, unit=OTHER)
    assert office.broken("cooperative", away)["branch_in_place"] == "warn"
    cooperative(office, branch_led=True, branch=branch, state="closed", ended_on="2023-01-01")
    assert office.figure("cooperatives_led") == 3
    assert office.figure("cooperatives_total") == 3


def test_driven_households_count_while_the_link_lasts(office: Office) -> None:
    links = [
        {**LINK, "household": household(office)},
        {**LINK, "enterprise": enterprise(office), "households": 60},
        {**LINK, "bound_name": "孔村", "households": 12, "until": "2023-11-15"},
    ]
    one = cooperative(office, links=links)
    assert office.computed("cooperative", one, "driven_households") == 61
    assert office.computed("cooperative", one, "partner_count") == 1
    office.as_of = date(2023, 11, 15)
    assert office.figure("driven_households") == 73


def certificate(office: Office, **answers: Any) -> Record:
    """Keep a certificate of green food for three years."""
    plain = {
        "unit": VILLAGE,
        "product": "番茄",
        "kind": "green",
        "holder_name": "李家农场",
        "state": "certified",
        "cert_no": f"LB-{len(office.records['product_cert'])}",
        "issued_on": "2020-12-20",
        "valid_until": "2023-12-19",
    }
    return office.add("product_cert", **{**plain, **answers})


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"holder_name": None}, "has_holder", "warn"),
        ({"applied_on": "2020-12-21"}, "issued_after_applied", "block"),
        ({"issued_on": "2023-11-17"}, "issued_not_ahead", "block"),
        ({"valid_until": "2020-12-20"}, "valid_after_issued", "block"),
        ({"valid_until": None}, "validity_known", "warn"),
        ({"valid_until": "2023-11-15"}, "still_valid", "warn"),
        ({"state": "applied"}, "issued_has_state", "block"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_certificate_contradicts_or_lacks_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert office.broken("product_cert", certificate(office, **answers))[rule] == level


def test_a_certificate_is_in_force_until_its_last_day(office: Office) -> None:
    one = certificate(office, kind="pollution_free")
    certificate(office, kind="geographical", valid_until=None)
    certificate(office, kind="organic", state="applied", issued_on=None, valid_until=None)
    office.as_of = date(2023, 12, 19)
    assert office.figure("certs_pollution_free") == 1
    assert office.figure("cert_kinds") == 1
    office.as_of = date(2023, 12, 20)
    assert office.figure("certs_pollution_free") == 0
    assert office.computed("product_cert", one, "expired") is True
    assert office.figure("certs_expired") == 1


def test_a_sale_sums_its_goods_and_deliveries(office: Office) -> None:
    sale = office.add(
        "sales_partner",
        unit=VILLAGE,
        kind="contract",
        title="番茄购销",
        held_on="2023-02-20",
        sale_from="2023-04-01",
        sale_until="2023-12-31",
        state="performing",
        seller_name="李家农场",
        buyer_name="商超",
        goods=[{"goods": "番茄", "quantity": "10", "price": "3200"}],
        deliveries=[
            {"delivered_on": "2023-05-31", "paid_amount": "40000"},
            {"delivered_on": "2023-03-31", "paid_amount": "1"},
        ],
    )
    assert office.computed("sales_partner", sale, "agreed_amount") == 32000
    broken = office.broken("sales_partner", sale)
    assert broken == {"delivered_after": "warn", "deliveries_within": "warn"}
    assert office.figure("sales_delivered_year") == 40001


def employment(office: Office, **answers: Any) -> Record:
    """Keep the work that one farm gave in the third quarter."""
    plain = {"unit": VILLAGE, "year": 2023, "quarter": "q3", "employer_name": "李家农场"}
    return office.add("employment", **{**plain, "people": 96, "monitored": 8, **answers})


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"monitored": 97}, "monitored_within"),
        ({"women": 97}, "women_within"),
        ({"employer_name": None}, "one_employer"),
        ({"year": 2024}, "quarter_begun"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_work_given_fits_its_quarter_and_its_people(
    office: Office, answers: dict[str, Any], rule: str
) -> None:
    assert office.broken("employment", employment(office, **answers))[rule] == "block"


def test_an_employer_reports_a_village_once_a_quarter(office: Office) -> None:
    employment(office)
    again = employment(office)
    assert office.broken("employment", again)["once_a_quarter"] == "block"
    assert office.broken("employment", employment(office, unit=OTHER)) == {}
    assert office.broken("employment", employment(office, quarter="q4")) == {}


def test_people_at_work_are_those_of_the_last_full_quarter(office: Office) -> None:
    employment(office, quarter="q2", people=500)
    employment(office)
    employment(office, unit=OTHER, people=4, monitored=None)
    employment(office, quarter="q4", people=900)
    assert office.figure("employed_people") == 100
    assert office.figure("employed_monitored") == 8
    assert office.figure("employment_villages") == 2


def courtyard(office: Office, of: str, **answers: Any) -> Record:
    """Keep hens in a household's yard since 2022."""
    plain = {"unit": VILLAGE, "household": of, "kind": "breeding", "product": "散养鸡"}
    since = {"started_on": "2022-03-20", "state": "active"}
    return office.add("courtyard", **{**plain, **since, **answers})


def test_a_yard_of_less_than_two_square_metres_was_meant_in_mu(office: Office) -> None:
    small = courtyard(office, household(office, "甲"), kind="planting", area="0.3")
    assert office.broken("courtyard", small) == {"area_in_square_metres": "warn"}
    yard = courtyard(office, household(office, "乙"), kind="planting", area="200")
    assert office.broken("courtyard", yard) == {}


def test_households_with_a_courtyard_count_once(office: Office) -> None:
    one, two = household(office), household(office, "赵顺英")
    gain = {"year": 2022, "income": "9600", "income_before": "4200"}
    courtyard(office, one, years=[gain])
    courtyard(office, one, product="番茄", kind="planting")
    courtyard(office, two, state="stopped", stopped_on="2023-01-01")
    courtyard(office, two, started_on="2023-11-17", state="planned", product="菌菇")
    assert office.figure("courtyard_households") == 1
    assert office.figure("courtyard_gain") == 5400
    again = courtyard(office, one)
    assert office.broken("courtyard", again)["once_a_kind"] == "block"


def test_a_subsidy_of_a_courtyard_has_its_day(office: Office) -> None:
    line = {"year": 2022, "year_subsidy": "600"}
    lacking = courtyard(office, household(office), years=[line])
    assert {one.field for one in office.refusals("courtyard", lacking)} == {"years[1].subsidy_on"}
    early = courtyard(office, household(office), years=[{**line, "year": 2021}])
    assert office.broken("courtyard", early)["year_after_start"] == "block"


def test_the_ledgers_of_industry_stand_in_their_groups() -> None:
    groups = {form.key: form.group for form in shipped().forms.values()}
    assert groups["investment_project"] == "enterprises"
    keys = "industry_base cooperative product_cert sales_partner employment courtyard"
    assert {groups[key] for key in [*keys.split(), "collective_asset"]} == {"industry"}
