"""A stick pulled out or exchanged while it is written: never “done”, never half a file."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ruraldesk.errors import UserError
from ruraldesk.exchange import held_folder
from ruraldesk.exchange.carrying import carry
from ruraldesk.exchange.held_folder import HeldFolder
from ruraldesk.exchange.stick_failures import NameInUse, StickChanged, StickLost
from ruraldesk.exchange.sticks import volume_of
from tests.exchange.real_drives import MB, ExfatStick
from tests.exchange.stick_files import COVER, OURS, PACKAGE, at, names, sha256

Step = Callable[..., object]

STAGES = ["正在查看U盘", "正在写入", "正在读回核对", "正在定名", "正在等U盘写完"]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("before", ["nothing", "another package"])
def test_a_stick_pulled_out_at_any_stage_is_never_done(
    files: list[Path], stick: ExfatStick, stage: str, before: str
) -> None:
    old = b"another" * 1000
    if before != "nothing":
        (stick.folder / PACKAGE).write_bytes(old)
        stick.unmount()
        stick.plug_in()
    whole = {sha256(one) for one in files} | {hashlib.sha256(old).hexdigest()}

    with pytest.raises(StickLost, match="没有写完"):
        carry(files, stick.folder, progress=at(stage, stick.pull_out))

    stick.take_away()
    stick.plug_in()
    for one in stick.folder.iterdir():
        assert sha256(one) in whole or one.match(OURS), one.name

    done = carry(files, stick.folder)

    assert [sha256(one.file) for one in done] == [sha256(one) for one in files]
    stick.unmount()
    stick.plug_in()
    assert [sha256(one.file) for one in done] == [sha256(one) for one in files]
    assert not list(stick.folder.glob(OURS))
    kept = [one for one in stick.folder.iterdir() if one.name not in {PACKAGE, COVER}]
    assert [one.read_bytes() for one in kept] == ([] if before == "nothing" else [old])


STEPS = ("names", "size", "create", "sha256", "flush_file", "flush", "check", "rename", "free")


def before_steps(act: Callable[[int], object], patch: pytest.MonkeyPatch) -> list[str]:
    """Call `act` with its number before each step on the stick; return the steps, as they come."""
    taken: list[str] = []
    for name in STEPS:
        real = getattr(held_folder.HeldFolder, name)

        def step(held: HeldFolder, *given: object, _real: Step = real, _name: str = name) -> object:
            taken.append(_name)
            act(len(taken))
            return _real(held, *given)

        patch.setattr(held_folder.HeldFolder, name, step)
    return taken


def test_a_stick_pulled_out_before_any_single_step_is_never_done(
    files: list[Path], stick: ExfatStick
) -> None:
    old = b"another" * 1000
    whole = {sha256(one) for one in files} | {hashlib.sha256(old).hexdigest()}
    number, refused = 0, True
    while refused:
        number += 1
        assert number < 100, "it never ends"
        for one in stick.folder.iterdir():
            one.unlink()
        (stick.folder / PACKAGE).write_bytes(old)
        stick.unmount()
        stick.plug_in()

        def pull_out(now: int, at: int = number) -> None:
            if now == at:
                stick.pull_out()

        with pytest.MonkeyPatch.context() as patch:
            steps = before_steps(pull_out, patch)
            try:
                carry(files, stick.folder)
            except StickLost:
                stick.take_away()
                stick.plug_in()
            else:
                refused = False
        for one in stick.folder.iterdir():
            assert sha256(one) in whole or one.match(OURS), f"{one.name} before {steps}"

    assert number == len(steps) + 1  # only what was never pulled out was told as done
    assert steps.count("rename") == 3  # the old package out of the way, the new ones in place


def test_after_a_power_cut_at_any_step_a_name_stands_for_a_whole_file(
    files: list[Path], stick: ExfatStick, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = {one.name: sha256(one) for one in files}
    copies = tmp_path / "copies"
    copies.mkdir()

    def keep(number: int) -> None:
        stick.as_after_a_power_cut(copies / f"{number}.img")

    steps = before_steps(keep, monkeypatch)
    carry(files, stick.folder)
    keep(len(steps) + 1)

    found = []
    for number in range(1, len(steps) + 2):
        copy = ExfatStick(copies / f"{number}.img", tmp_path / "copy")
        try:
            there = {one.name: sha256(one) for one in copy.folder.iterdir() if not one.match(OURS)}
        finally:
            copy.remove()
        assert there.items() <= whole.items(), steps[: number - 1]
        found.append(len(there))
    assert found == sorted(found)
    assert (found[0], found[-1]) == (0, 2)  # all is there when it is told as done


def test_content_is_on_the_device_before_its_name_and_the_name_before_the_end(
    files: list[Path], stick: ExfatStick, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A driver that is killed has given most to the kernel: what is waited for is seen here."""
    acts: list[str] = []
    fsync, rename = os.fsync, os.rename

    def seen_fsync(descriptor: int) -> None:
        fsync(descriptor)
        acts.append(f"flushed {Path(f'/proc/self/fd/{descriptor}').readlink().name}")

    def seen_rename(old: str, new: str, **folders: int) -> None:
        rename(old, new, **folders)
        acts.append(f"named {old} {new}")

    monkeypatch.setattr(os, "fsync", seen_fsync)
    monkeypatch.setattr(os, "rename", seen_rename)
    carry(files, stick.folder)

    folder = f"flushed {stick.folder.name}"
    first, second = (one.split()[1] for one in acts if one.startswith("flushed ~"))
    assert acts == [
        *(f"flushed {first}", f"flushed {second}", folder),
        *(f"named {first} {PACKAGE}", f"named {second} {COVER}"),
        *(f"flushed {PACKAGE}", f"flushed {COVER}", folder),
    ]

    acts.clear()
    carry(files, stick.folder)
    assert acts[:2] == [f"flushed {PACKAGE}", f"flushed {COVER}"]  # before they are compared


def test_a_stick_pulled_out_in_the_middle_of_a_file(files: list[Path], stick: ExfatStick) -> None:
    with pytest.raises(StickLost):
        carry(files, stick.folder, progress=at("正在写入", stick.pull_out, done=2048))

    stick.take_away()
    stick.plug_in()
    assert not (stick.folder / PACKAGE).exists()
    carry(files, stick.folder)
    assert names(stick.folder) == {PACKAGE, COVER}


def test_a_stick_pulled_out_while_the_same_file_is_compared(
    files: list[Path], stick: ExfatStick
) -> None:
    carry(files, stick.folder)

    with pytest.raises(StickLost):
        carry(files, stick.folder, progress=at("正在比对", stick.pull_out))


@pytest.mark.parametrize(
    ("winerror", "kind"),
    [
        (31, StickLost),  # seen under Wine: "General failure" of a stick whose driver had died
        (21, StickLost),
        (32, NameInUse),  # sharing violation: open in another program
        (5, NameInUse),
    ],
)
def test_what_windows_refuses_at_the_naming_is_told_apart(
    files: list[Path],
    plain: Path,
    monkeypatch: pytest.MonkeyPatch,
    winerror: int,
    kind: type[UserError],
) -> None:
    def refuse(held: HeldFolder, old: str, new: str) -> None:
        refusal = PermissionError(13, "x")
        refusal.winerror = winerror  # type: ignore[attr-defined]
        raise refusal

    monkeypatch.setattr(HeldFolder, "rename", refuse)
    with pytest.raises(kind):
        carry(files, plain)

    assert names(plain) == set()


def test_a_stick_that_was_pulled_out_before_is_refused(
    files: list[Path], stick: ExfatStick
) -> None:
    stick.pull_out()

    with pytest.raises(StickLost):
        carry(files, stick.folder)


def test_what_was_done_stays_done_when_the_stick_is_torn_out_afterwards(
    files: list[Path], stick: ExfatStick
) -> None:
    done = carry(files, stick.folder)
    stick.pull_out_and_in()

    assert [sha256(one.file) for one in done] == [sha256(one) for one in files]


@pytest.mark.parametrize("stage", STAGES[1:])
def test_pulling_it_out_and_in_again_is_noticed(
    files: list[Path], stick: ExfatStick, stage: str
) -> None:
    with pytest.raises((StickLost, StickChanged)):
        carry(files, stick.folder, progress=at(stage, stick.pull_out_and_in))


@pytest.mark.parametrize("stage", STAGES)
def test_another_stick_put_in_its_place_is_left_alone(
    files: list[Path], stick: ExfatStick, tmp_path: Path, stage: str
) -> None:
    other = ExfatStick(tmp_path / "other.img", tmp_path / "other", size=16 * MB)
    try:
        other.unmount()
        other.folder = stick.folder

        def swap() -> None:
            stick.pull_out()
            stick.take_away()
            other.plug_in()

        with pytest.raises((StickLost, StickChanged)):
            carry(files, stick.folder, progress=at(stage, swap))

        assert names(other.folder) == set()
        other.unmount()
    finally:
        other.remove()


def test_the_stick_that_was_chosen_must_be_the_one_that_is_there(
    files: list[Path], stick: ExfatStick
) -> None:
    chosen = volume_of(stick.folder)
    stick.unmount()

    with pytest.raises(StickChanged, match="不是刚才选的那个"):
        carry(files, stick.folder, stick=chosen)

    assert names(stick.folder) == set()  # of the hard disk
    stick.plug_in()


def test_two_sticks_take_the_same_files(
    files: list[Path], stick: ExfatStick, tmp_path: Path
) -> None:
    other = ExfatStick(tmp_path / "other.img", tmp_path / "西王楼", size=16 * MB)
    try:
        chosen = volume_of(stick.folder)
        with pytest.raises(StickChanged):
            carry(files, other.folder, stick=chosen)
        for folder in (stick.folder, other.folder):
            carry(files, folder, stick=volume_of(folder))
            assert names(folder) == {PACKAGE, COVER}
    finally:
        other.remove()
