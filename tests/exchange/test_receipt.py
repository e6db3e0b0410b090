"""A receipt is read as it was signed, or refused with a sentence that says what to do."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruraldesk.exchange.answers import (
    LONGEST_TEXT,
    Answer,
    BadAnswers,
    answers_content,
    read_answers,
)
from ruraldesk.exchange.containers import Envelope, in_memory, write_container
from ruraldesk.exchange.described import canonical
from ruraldesk.exchange.keys import Identity, new_identity
from ruraldesk.exchange.receipt import (
    Receipt,
    SentComment,
    read_receipt,
    write_receipt,
)
from ruraldesk.exchange.refusals import (
    DamagedPackage,
    FileRefused,
    ForgedPackage,
    NewerPackage,
    NotAPackage,
    NotForUs,
    WrongKind,
)
from ruraldesk.texts.clean import find_control

HUANGSI, TOWN = "410726104201", "410726104000"
OFFICE, VILLAGE = new_identity(), new_identity()
COMMENT = SentComment(
    uuid="8c0c0f9e-0000-4000-8000-000000000001",
    sequence=1,
    form="project",
    record="8c0c0f9e-0000-4000-8000-000000000002",
    lines="",
    line="",
    field="name",
    called="道路硬化",
    level="mend",
    text="金额与批复不符，\n请核对“附件二”。👀",
    time="2023-12-02T09:00:00+08:00",
    operator="王镇长",
    answer="",
    answered="",
    answered_by="",
    settled="",
)
RECEIPT = Receipt(
    unit=HUANGSI,
    unit_name="黄寺村",
    month="2023-11",
    sequence=1,
    package="ab" * 32,
    check_code="7K4-M2Q",
    verdict="returned",
    comments=(COMMENT,),
    office=TOWN,
    office_name="王楼镇",
    key=OFFICE.public.text,
    operator="王镇长",
    made="2023-12-02T09:30:00+08:00",
    program="0.1.0",
)

SAID = st.text(max_size=300).filter(lambda text: find_control(text) is None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A receipt that everybody can read."""
    made = tmp_path / "黄寺村 2023年11月 第1次 回执.rdr"
    write_receipt(made, RECEIPT, OFFICE)
    return made


def signed(path: Path, said: dict[str, Any], signer: Identity = OFFICE) -> Path:
    """Write a manifest of any content as its signer's own."""
    write_container(path, canonical(said), {}, signer)
    return path


def test_a_receipt_is_read_as_it_was_written(path: Path) -> None:
    assert read_receipt(path) == RECEIPT
    assert read_receipt(path).signer == OFFICE.public


def test_an_encrypted_receipt_is_read_by_its_village_alone(tmp_path: Path) -> None:
    path = tmp_path / "回执.rdr"
    write_receipt(path, RECEIPT, OFFICE, Envelope(to=HUANGSI, key=VILLAGE.public))

    assert read_receipt(path, [VILLAGE]) == RECEIPT
    assert "附件二".encode() not in path.read_bytes()
    with pytest.raises(NotForUs, match=HUANGSI):
        read_receipt(path, [new_identity()])


@given(text=SAID, answer=SAID, encrypted=st.booleans())
def test_any_text_arrives_unchanged(text: str, answer: str, encrypted: bool) -> None:
    receipt = replace(RECEIPT, comments=(replace(COMMENT, text=text, answer=answer),))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "回执.rdr"
        envelope = Envelope(to=HUANGSI, key=VILLAGE.public) if encrypted else None
        write_receipt(path, receipt, OFFICE, envelope)
        [comment] = read_receipt(path, [VILLAGE]).comments
    assert (comment.text, comment.answer) == (text, answer)


def test_a_text_as_long_as_it_may_be_arrives_unchanged(tmp_path: Path) -> None:
    text = ("请核对“附件”\n" * LONGEST_TEXT)[:LONGEST_TEXT]
    path = tmp_path / "回执.rdr"
    write_receipt(path, replace(RECEIPT, comments=(replace(COMMENT, text=text),)), OFFICE)
    [comment] = read_receipt(path).comments
    assert comment.text == text


def test_every_flipped_bit_is_noticed(path: Path) -> None:
    whole = path.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        with pytest.raises((DamagedPackage, NotAPackage)):
            read_receipt(path)


def test_every_flipped_bit_of_an_encrypted_one_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "回执.rdr"
    write_receipt(path, RECEIPT, OFFICE, Envelope(to=HUANGSI, key=VILLAGE.public))
    whole = path.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        with pytest.raises((DamagedPackage, NotAPackage)):
            read_receipt(path, [VILLAGE])


@given(
    place=st.integers(min_value=0, max_value=10**6),
    gone=st.integers(min_value=0, max_value=40),
    put=st.binary(max_size=40),
    encrypted=st.booleans(),
)
def test_whatever_becomes_of_its_bytes_a_receipt_is_itself_or_refused(
    place: int, gone: int, put: bytes, encrypted: bool
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "回执.rdr"
        envelope = Envelope(to=HUANGSI, key=VILLAGE.public) if encrypted else None
        write_receipt(path, RECEIPT, OFFICE, envelope)
        whole = path.read_bytes()
        at = place % len(whole)
        path.write_bytes(whole[:at] + put + whole[at + gone :])
        try:
            read = read_receipt(path, [VILLAGE])
        except FileRefused:
            assert path.read_bytes() != whole
        else:
            assert read == RECEIPT


def test_half_a_receipt_is_none(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(NotAPackage, match="回执"):
        read_receipt(path)


def test_a_receipt_signed_by_another_is_forged(path: Path) -> None:
    signed(path, asdict(RECEIPT), new_identity())
    with pytest.raises(ForgedPackage):
        read_receipt(path)


def test_a_newer_receipt_asks_for_a_newer_program(path: Path) -> None:
    signed(path, asdict(replace(RECEIPT, format=2)))
    with pytest.raises(NewerPackage):
        read_receipt(path)


@pytest.mark.parametrize("kind", ["package", "pack"])
def test_other_files_of_ours_are_told_by_their_kind(path: Path, kind: str) -> None:
    signed(path, {"kind": kind, "format": 1})
    with pytest.raises(WrongKind) as refused:
        read_receipt(path)
    assert {"package": "报送包", "pack": "下发包"}[kind] in str(refused.value)
    assert ".rdr" in str(refused.value)


@pytest.mark.parametrize(
    "deep", [b"[" * 10**5, b'{"format":1,"kind":"receipt","x":' + b"[" * 10**5]
)
def test_what_is_nested_too_deep_is_damaged(path: Path, deep: bytes) -> None:
    write_container(path, deep, {}, OFFICE)
    with pytest.raises(DamagedPackage):
        read_receipt(path)


def test_a_file_of_no_known_kind_is_none_of_ours(path: Path) -> None:
    signed(path, {"kind": "poem", "format": 1})
    with pytest.raises(NotAPackage):
        read_receipt(path)


def test_a_part_that_nobody_signed_is_noticed(path: Path) -> None:
    parts = {"ledgers/project.csv": in_memory(b"uuid\n")}
    write_container(path, RECEIPT.content(), parts, OFFICE)
    with pytest.raises(DamagedPackage) as refused:
        read_receipt(path)
    assert "ledgers/project.csv" in refused.value.parts


@pytest.mark.parametrize(
    "other",
    [
        {"unit": "黄寺"},
        {"office": ""},
        {"month": "2023-13"},
        {"sequence": 0},
        {"sequence": "1"},
        {"package": "ab"},
        {"verdict": "perhaps"},
        {"made": "2023-12-02T09:30:00"},
        {"made": 7},
        {"key": "no key"},
        {"operator": None},
        {"unit_name": "村" * 300},
        {"comments": [{**asdict(COMMENT), "level": "scold"}]},
        {"comments": [{**asdict(COMMENT), "text": "x" * (LONGEST_TEXT + 1)}]},
        {"comments": [{**asdict(COMMENT), "text": "\x07"}]},
        {"comments": [{**asdict(COMMENT), "line": None}]},
        {"comments": [{**asdict(COMMENT), "sequence": True}]},
        {"comments": [{**asdict(COMMENT), "uuid": ""}]},
        {"comments": [asdict(COMMENT), asdict(COMMENT)]},
        {"comments": ["text"]},
        {"comments": None},
        {"more": 1},
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_though_it_is_signed(path: Path, other: dict[str, Any]) -> None:
    signed(path, asdict(RECEIPT) | other)
    with pytest.raises(DamagedPackage):
        read_receipt(path)


ANSWER = Answer(comment=COMMENT.uuid, text="已改，“附件”\n在后", time="2023-12-03", operator="李")


def test_answers_are_read_as_they_were_written_in_any_order() -> None:
    other = replace(ANSWER, comment="0" * 36)
    content = answers_content([ANSWER, other])
    assert content == answers_content([other, ANSWER])
    assert read_answers(content) == (other, ANSWER)


@given(text=SAID)
def test_any_answer_arrives_unchanged(text: str) -> None:
    assert read_answers(answers_content([replace(ANSWER, text=text)]))[0].text == text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        json.dumps({"format": 1, "answers": [asdict(ANSWER)]}).encode(),
        canonical({"format": 1, "answers": [{**asdict(ANSWER), "text": 1}]}),
        canonical({"format": 1, "answers": [{**asdict(ANSWER), "text": "x" * 5000}]}),
        b'{"answers":[{"comment":"c","operator":"","text":"\\ud800","time":""}],"format":1}',
    ],
    ids=range(8),
)
def test_answers_that_no_program_of_ours_wrote_are_refused(content: bytes) -> None:
    with pytest.raises(BadAnswers):
        read_answers(content)
