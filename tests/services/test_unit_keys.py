"""A unit is known by its first file or by a told fingerprint; a change needs a decision."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from ruraldesk.exchange.keys import new_identity
from ruraldesk.services import months
from ruraldesk.services.identity import (
    KeySource,
    KeyState,
    NoOtherUnit,
    Standing,
    StrangeKey,
    identity_of,
    key_of_unit,
    known_keys,
    refuse_strange_key,
    renew,
    trust_key,
)
from ruraldesk.services.merging import merge
from ruraldesk.services.packaging import package
from ruraldesk.services.strange_keys import first_key, key_change
from ruraldesk.services.unit_keys import (
    BadFingerprint,
    Known,
    Told,
    fingerprint_of,
    key_board,
    refuse_strange,
    strange_count,
    take_strange,
    tell_fingerprint,
    write_key_card,
)
from tests.services.answers_down import Between
from tests.store.village import HUANGSI, TOWN

OTHER = new_identity().public


def standing_of(two: Between) -> Known:
    return next(one.known for one in key_board(two.town).units if one.unit == HUANGSI)


def test_a_fingerprint_is_read_however_it_was_typed() -> None:
    printed = OTHER.fingerprint
    assert fingerprint_of(printed.lower().replace("-", " ")) == printed
    assert fingerprint_of(f" {printed.replace('-', '－')} ") == printed
    for wrong in ("", printed[:-1], printed + "2", "O" + printed[1:]):
        with pytest.raises(BadFingerprint, match="五组"):
            fingerprint_of(wrong)


def test_a_fingerprint_alone_confirms_the_key_that_comes_with_the_first_package(
    two: Between,
) -> None:
    key = identity_of(two.village).public
    assert tell_fingerprint(two.town, HUANGSI, key.fingerprint) is Told.EXPECTED
    assert standing_of(two) is Known.EXPECTED

    two.report()

    assert key_of_unit(two.town, HUANGSI) == key
    assert standing_of(two) is Known.COMPARED


def test_a_first_package_under_another_key_than_the_told_one_is_refused(two: Between) -> None:
    tell_fingerprint(two.town, HUANGSI, OTHER.fingerprint)
    with pytest.raises(AssertionError, match=OTHER.fingerprint):
        two.report()

    assert standing_of(two) is Known.STRANGE
    assert key_of_unit(two.town, HUANGSI) is None


def test_the_key_of_a_new_unit_is_shown_before_it_is_taken_in(two: Between) -> None:
    months.close(two.village, "2023-11")
    file = package(two.village, "2023-11", two.stick).files[0]
    fingerprint = identity_of(two.village).public.fingerprint
    [tried] = merge(two.town, [file], dry_run=True).files

    shown = first_key(two.town, tried)
    assert shown is not None
    assert (shown.unit, shown.fingerprint) == (HUANGSI, fingerprint)
    [taken] = merge(two.town, [file]).files
    assert first_key(two.town, taken) == shown  # until somebody has compared it
    assert tell_fingerprint(two.town, HUANGSI, fingerprint) is Told.CONFIRMED
    assert first_key(two.town, taken) is None


def test_a_changed_key_waits_until_somebody_takes_it_in_or_refuses_it(two: Between) -> None:
    first = identity_of(two.village).public
    trust_key(two.town, HUANGSI, first, source=KeySource.FIRST)
    new = renew(two.village).public
    with pytest.raises(AssertionError, match=new.fingerprint):
        two.report()

    assert strange_count(two.town) == 1
    [line] = [one for one in key_board(two.town).units if one.strange is not None]
    assert line.key is not None
    assert line.strange is not None
    assert (line.key.public, line.strange.public) == (first.text, new.text)

    refuse_strange(two.town, HUANGSI, new.text, operator="刘科员")
    assert strange_count(two.town) == 0
    assert key_of_unit(two.town, HUANGSI) == first

    take_strange(two.town, HUANGSI, new.text)
    assert key_of_unit(two.town, HUANGSI) == new
    assert standing_of(two) is Known.COMPARED


def test_typing_the_fingerprint_of_the_changed_key_takes_it_in(two: Between) -> None:
    trust_key(two.town, HUANGSI, identity_of(two.village).public)
    new = renew(two.village).public
    with pytest.raises(AssertionError):
        two.report()

    assert tell_fingerprint(two.town, HUANGSI, new.fingerprint) is Told.TAKEN
    assert key_of_unit(two.town, HUANGSI) == new


def test_a_new_key_that_was_told_beforehand_replaces_the_old_one_with_its_first_package(
    two: Between,
) -> None:
    old = identity_of(two.village).public
    trust_key(two.town, HUANGSI, old)
    new = renew(two.village).public
    assert tell_fingerprint(two.town, HUANGSI, new.fingerprint) is Told.EXPECTED

    two.report()

    assert key_of_unit(two.town, HUANGSI) == new
    states = {one.public: one.state for one in known_keys(two.town)}
    assert states == {old.text: KeyState.REPLACED, new.text: KeyState.TRUSTED}


def test_the_office_is_known_by_its_fingerprint_too_and_stands_first(two: Between) -> None:
    key = identity_of(two.town).public
    [line] = key_board(two.village).units
    assert (line.unit, line.above, line.known) == (TOWN, True, Known.NONE)

    tell_fingerprint(two.village, TOWN, key.fingerprint)

    assert refuse_strange_key(two.village, TOWN, key) is Standing.NEW
    with pytest.raises(StrangeKey, match=key.fingerprint):
        refuse_strange_key(two.village, TOWN, OTHER)
    with pytest.raises(NoOtherUnit):
        tell_fingerprint(two.village, HUANGSI, key.fingerprint)


def test_a_file_that_is_false_shows_no_key_to_be_taken(two: Between) -> None:
    made = two.report()
    [verdict] = merge(two.town, [made.files[0]]).files
    assert key_change(two.town, verdict) is None


def test_the_key_card_is_one_page_with_unit_code_and_fingerprint(
    two: Between, tmp_path: Path
) -> None:
    target = tmp_path / "密钥卡.pdf"

    write_key_card(two.town, target)

    [page] = PdfReader(target).pages
    text = page.extract_text()
    for word in ("王楼镇", TOWN, identity_of(two.town).public.fingerprint, "单位密钥卡"):
        assert word in text
