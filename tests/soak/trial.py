"""The trial itself: villages live through months, hand in, are answered, and are compared."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from time import perf_counter

from ruraldesk.errors import UserError
from ruraldesk.services.merging import Merged, Said
from ruraldesk.services.reporting_status import ReportState
from ruraldesk.store.months import MonthState
from ruraldesk.texts.dates import month_range
from tests.soak.clock import Clock
from tests.soak.county import County
from tests.soak.entries import Entries, Kept
from tests.soak.fat import FatStick, can_write_fat
from tests.soak.plan import Plan, months_from, village_name
from tests.soak.result import Result
from tests.soak.sticks import Courier, onto
from tests.soak.town import CODE, Town
from tests.soak.ugly import NEEDS_KNOWN, UGLY, Given, Maker
from tests.soak.village import Standing, Village

DUE_DAY = 5  # of the month after: what a book says where nobody set another day
BEHIND = "龥"  # begins the names of ugly files, which so come behind the good ones


class Trial:
    """A town and its villages; `month` is called for one month after the other."""

    def __init__(self, folder: Path, plan: Plan, clock: Clock, stick: Courier) -> None:
        self._folder, self._plan, self._clock, self._stick = folder, plan, clock, stick
        self._random = Random(plan.seed)
        self.result = Result(folder)
        self.town = Town(folder / "王楼镇", clock)
        self.county = County(folder / "延津县", clock, self.town)
        self._fat = FatStick(folder) if can_write_fat() else None
        self.villages = [self._village(number) for number in range(plan.villages)]
        self._kinds: list[Maker] = []
        self._done: list[str] = []
        self._waiting: dict[str, list[str]] = {}  # months that a village still owes
        self._renewed: Village | None = None  # has new keys that the town does not know
        self._lost: Path | None = None  # a package whose stick was lost last month

    def begin(self) -> None:
        """Make all books; half of the villages get the town's key at once."""
        start = perf_counter()
        for village in self.villages:
            village.begin()
        self.town.begin(self.villages)
        self.county.begin()
        self.town.send_keys(self.villages[::2], self._folder)
        self.result.seconds["books"] += perf_counter() - start

    def month(self, month: str) -> None:
        """Live through one month and the ten days after it."""
        place = len(self._done)
        after = month_range(month)[1]
        self._clock.set(after - timedelta(days=3))
        self._work(month)
        self._done.append(month)
        self._clock.set(after + timedelta(days=2))
        second = self._second_computer(month)
        owed = self._hand_in_all(month, place)
        if second is not None:
            self._hand_in_copy(second, month)
        self._clock.set(after + timedelta(days=3))
        self._add_ugly(place)
        self._merge_first(month, place)
        self._compare("after merging")
        self._answer(month, returned=place % 2 == 0)
        for one in owed:
            self._answer(one, returned=False)
        self._clock.set(after + timedelta(days=6))
        self._mend(month)
        self._clock.set(after + timedelta(days=8))
        self._late(month)
        self._compare("after all")
        self._check_matrix()
        self._report_up(month)
        self.result.months += 1

    def _village(self, number: int) -> Village:
        plan, code = self._plan, f"410726104{201 + number:03}"
        name = village_name(number)
        whole = bool(plan.whole) and number % plan.whole == 0
        random = Random(f"{plan.seed} {code}")
        return Village(
            code=code,
            name=name,
            folder=self._folder / f"{code} {name}",
            parent=CODE,
            clock=self._clock,
            random=random,
            entries=Entries(code, name, number + 1, random, Kept.ALL if whole else plan.kept),
            copies=bool(plan.copies) and number % plan.copies == 0,
        )

    def _work(self, month: str) -> None:
        start = perf_counter()
        for village in self.villages:
            village.work(month, self._plan.size)
        self.result.seconds["entering"] += perf_counter() - start

    def _second_computer(self, month: str) -> Village | None:
        """Copy a book, in every third month; from then on two are in use."""
        place = len(self._done) - 1
        known = [
            one
            for number, one in enumerate(self.villages)
            if one.reported
            and one.code not in self._waiting
            and not (self._is_late(number, place) or self._is_lost(number, place))
        ]
        if len(self._done) % 3 or not known:
            return None
        village = known[0]
        copy = village.copied(self._folder / f"{month} 第二台")
        copy.enter_ahead(months_from(month, 2)[1])
        return copy

    def _hand_in_all(self, month: str, place: int) -> list[str]:
        """Let the villages hand in, except for some that are late or lose their stick.

        Returns:
            The months before it that some still owed, and hand in now.
        """
        late: set[str] = set()
        for number, village in enumerate(self.villages):
            owed = self._waiting.pop(village.code, [])
            if self._is_late(number, place):
                self._waiting[village.code] = [*owed, month]
                continue
            if number % 5 == 1:
                village.enter_ahead(months_from(month, 2)[1])
            if place == 2 and number == len(self.villages) - 1 and not owed:
                village.new_keys()
                self._renewed = village
            for one in owed:
                self._carry(village, one)
            late |= set(owed)
            path = self._carry(village, month, accident=self._random.random() < 0.3)
            if self._is_lost(number, place) and not owed and village is not self._renewed:
                self._lose(village, month, path)
        return sorted(late)

    def _lose(self, village: Village, month: str, path: Path) -> None:
        """Lose what a village carried; it is found when the next month has been taken in."""
        path.unlink()
        del village.reported[month]
        if self._lost is None and village.last is not None:
            self._lost = village.last.files[0]

    def _is_late(self, number: int, place: int) -> bool:
        return number > 0 and (number + place) % 6 == 3

    def _is_lost(self, number: int, place: int) -> bool:
        return (number + place) % 7 == 5

    def _carry(self, village: Village, month: str, *, accident: bool = False) -> Path:
        """Close, package, and carry onto the stick, over whatever happens to it."""
        start = perf_counter()
        made = village.hand_in(month, village.folder / "报送")
        self.result.made += 1
        self.result.seconds["closing and packaging"] += perf_counter() - start
        start = perf_counter()
        if accident:
            number = self.result.verdicts["accidents"]
            self.result.verdicts["accidents"] += 1
            for about, said in self._stick.accident(made.files, number):
                names = [one.name for one in made.files]
                self.result.verdicts[about] += 1
                self.result.heard(about, "refused", said, *names, str(self._stick.root))
        if self._fat is not None and self.villages.index(village) % 3 == 2:
            self._fat.carry(made.files, self._stick.root)
            self.result.verdicts["carried on FAT32"] += 1
        else:
            onto(made.files, self._stick.root)
        for source in made.files:
            if (self._stick.root / source.name).read_bytes() != source.read_bytes():
                self.result.fault(f"{source.name} is not on the stick as it was made")
        self.result.seconds["sticks"] += perf_counter() - start
        on_time = self._clock.day <= month_range(month)[1] + timedelta(days=DUE_DAY)
        there = village.reported.get(month)
        village.reported[month] = Standing(
            made.sequence, ReportState.ACCEPTED, there.on_time if there else on_time
        )
        return self._stick.root / made.files[0].name

    def _hand_in_copy(self, copy: Village, month: str) -> None:
        made = copy.hand_in(month, copy.folder / "报送")
        self.result.made += 1
        shutil.copyfile(made.files[0], self._stick.root / f"{BEHIND}第二台 {Said.OLDER}.rdp")

    def _add_ugly(self, place: int) -> None:
        """Put some of the ugly files beside the good ones, each kind in its turn."""
        handed_in = [one for one in self.villages if self._done[-1] in one.reported]
        givers = [one for one in handed_in if one is not self._renewed]
        town = self.town.identity()
        for _ in range(self._plan.ugly):
            maker = self._next_kind(known=place > 0)
            village = self._random.choice(
                [one for one in givers if one.at_town or maker not in NEEDS_KNOWN]
            )
            if village.last is None:
                continue
            given = Given(village.last.files[0], town, village.identity())
            maker(given, self._stick.root / f"{BEHIND}{maker.__name__} {UGLY[maker]}.rdp")

    def _next_kind(self, *, known: bool) -> Maker:
        usable = [one for one in self._kinds if known or one not in NEEDS_KNOWN]
        if not usable:
            fresh = list(UGLY)
            self._random.shuffle(fresh)
            self._kinds += fresh
            usable = [one for one in fresh if known or one not in NEEDS_KNOWN]
        self._kinds.remove(usable[0])
        return usable[0]

    def _merge_first(self, month: str, place: int) -> None:
        """Take the stick in; once after a dry run, once with taking it back and in again."""
        self._stick.travel()
        tried = self.town.take(self._stick.root, dry_run=True) if place == 2 else None
        done = self._take()
        if tried and _told(tried) != _told(done):
            self.result.fault(f"{month}: the dry run told {_told(tried)}, then {_told(done)}")
        if place == 2:
            self.town.take_back(done.batch)
            again = self._take()
            if _told(again, back=True) != _told(done, back=True):
                self.result.fault(f"{month}: taken back and in again: {_told(again)}")
        self._clear()
        if self._renewed is not None:
            self._trust(self._renewed)

    def _trust(self, village: Village) -> None:
        """Take a village's new key in; then its package is taken, too."""
        self.town.trust(village.code, village.identity().public)
        self._renewed = None
        self._take()

    def _take(self) -> Merged:
        """Take the stick in, and judge each verdict."""
        start = perf_counter()
        done = self.town.take(self._stick.root)
        self.result.seconds["merging"] += perf_counter() - start
        good: set[str] = set()
        for one in done.files:
            self.result.verdicts[one.verdict] += 1
            kind, _, wanted = one.path.stem.partition(" ")
            if not kind.startswith(BEHIND):
                kind, wanted = "good", ""
                stranger = self._renewed is not None and one.unit == self._renewed.code
                right = (Said.FORGED if stranger else Said.NEW, Said.CORRECTION, Said.SAME)
                fine = one.verdict in right
                kind = "good under new keys" if stranger else kind
                taken = fine and not stranger and one.verdict != Said.SAME
                good |= {one.unit} if taken else set()
            else:
                fine = one.verdict == wanted
            if not fine:
                told = f"{one.path.name}: told {one.verdict}, {one.message}"
                self.result.fault(told)
            about = kind.removeprefix(BEHIND)
            self.result.heard(about, one.verdict, one.message, one.path.name, str(one.path))
        for village in self.villages:
            if village.code in good:
                village.at_town = village.truth
        return done

    def _clear(self) -> None:
        """Remove the ugly files from the stick; the packages stay on it until the month after."""
        for path in self._stick.root.rglob("*"):
            old = not any(_chinese(one) in path.name for one in self._done[-1:])
            if path.is_file() and (path.name.startswith(BEHIND) or old):
                path.unlink()

    def _answer(self, month: str, *, returned: bool) -> None:
        """Decide, write the receipts onto the stick, and let the villages take them in."""
        there = [one for one in self.villages if month in one.reported]
        asked = there[-1] if returned and there else None
        if asked is not None:
            self.town.ask(asked, month)
            asked.reported[month].state = ReportState.RETURNED
        start = perf_counter()
        written = self.town.answer(month, self._folder / "回执")
        if missing := {one.code for one in there} - written.keys():
            self.result.fault(f"{month}: no receipt for {sorted(missing)}")
            there = [one for one in there if one.code in written]
        onto([one.path for one in written.values()], self._stick.root)
        self._stick.travel()
        for village in there:
            paper = self._stick.root / written[village.code].path.name
            wanted = MonthState(village.reported[month].state.value)
            if (state := village.receive(paper)) is not wanted:
                self.result.fault(f"{village.name} {month} is {state}, should be {wanted}")
            self.result.receipts += 1
        self._wrong_receipts([written[one.code].path for one in there], there)
        self.result.seconds["receipts"] += perf_counter() - start

    def _wrong_receipts(self, papers: Sequence[Path], there: Sequence[Village]) -> None:
        """Give a village the neighbour's receipt, and a damaged one."""
        if len(there) < 2:
            return
        torn = self._folder / "回执" / "坏的.rdr"
        content = bytearray(papers[0].read_bytes())
        content[len(content) // 2] ^= 1
        torn.write_bytes(content)
        for about, paper in (("neighbour's receipt", papers[1]), ("damaged receipt", torn)):
            said = _refusal(lambda paper=paper: there[0].receive(paper))  # type: ignore[misc]
            if not said:
                self.result.fault(f"{there[0].name} took in the {about}")
            self.result.heard(about, "refused", said, paper.name)

    def _mend(self, month: str) -> None:
        """Let what was returned be mended, somebody reopen what was accepted, a stick be found."""
        if self._lost is not None and _chinese(month) not in self._lost.name:
            shutil.copyfile(self._lost, self._stick.root / f"{BEHIND}lost {Said.OLDER}.rdp")
            self._lost = None
        there = [one for one in self.villages if month in one.reported]
        mended = [month]
        for village in there:
            again = village.reported[month].state is ReportState.RETURNED
            if again or village is there[0]:
                village.mend(month, "镇里退回" if again else "付款多记一分")
                self._carry(village, month)
        if len(self._done) > 2 and self._done[-2] in there[0].reported:
            mended.append(self._done[-2])
            there[0].mend(self._done[-2], "上个月的付款也多记一分")
            self._carry(there[0], self._done[-2])
        self._stick.travel()
        self._take()
        self._compare("after corrections")
        for one in mended:
            self._answer(one, returned=False)

    def _late(self, month: str) -> None:
        """Let half of the late ones hand in after the due day, the others with the next month."""
        handing_in = list(self._waiting)[::2]
        for code in handing_in:
            village = next(one for one in self.villages if one.code == code)
            for one in self._waiting.pop(code):
                self._carry(village, one)
        if handing_in:
            self._stick.travel()
            self._take()
            self._answer(month, returned=False)
        self._clear()

    def _compare(self, when: str) -> None:
        start = perf_counter()
        for wrong in self.town.wrong_totals(self.villages):
            self.result.fault(f"{self._done[-1]} {when}: {wrong}")
        self.result.comparisons += 1
        self.result.seconds["comparing"] += perf_counter() - start

    def _report_up(self, month: str) -> None:
        """Let the town hand its own month in at the county."""
        start = perf_counter()
        for wrong in self.county.report(month, self.villages):
            self.result.fault(wrong)
        self.result.comparisons += 1
        self.result.seconds["town to county"] += perf_counter() - start

    def _check_matrix(self) -> None:
        for wrong in self.town.wrong_matrix(self.villages, self._done):
            self.result.fault(f"{self._done[-1]}: {wrong}")


def _chinese(month: str) -> str:
    return f"{month[:4]}年{int(month[5:])}月"


def _told(done: Merged, *, back: bool = False) -> list[tuple[str, str, int, int, int, int]]:
    """Return what was told of each file; records that come `back` from the bin count as changed."""
    return [
        (
            one.path.name,
            one.verdict,
            0 if back else one.added,
            one.changed + (one.added if back else 0),
            one.unchanged,
            one.removed,
        )
        for one in done.files
    ]


def _refusal(act: Callable[[], object]) -> str:
    try:
        act()
    except UserError as error:
        return str(error)
    return ""
