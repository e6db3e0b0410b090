"""The judge's trial: villages report by stick for months, with everything that goes wrong.

    python -m tests.soak.year [--villages 4] [--months 3] [--seed 1] [--folders] …

It ends with a table, the sentences that were said, and the faults; with any, it exits with 1.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.soak.clock import running
from tests.soak.entries import Kept
from tests.soak.plan import Plan, begins, months_from
from tests.soak.result import Result
from tests.soak.sticks import RealStick, courier
from tests.soak.trial import Trial


def main(arguments: list[str]) -> int:
    """Run the trial and print what it found."""
    said = _arguments(arguments)
    plan = Plan(
        villages=said.villages,
        months=said.months,
        seed=said.seed,
        size=said.size,
        ugly=said.ugly,
        copies=said.copies,
        whole=said.whole,
        kept=Kept(said.kept),
    )
    with TemporaryDirectory(prefix="三十五个村 ") as work:
        result = run(Path(work), plan, real=not said.folders)
    tell(result)
    return 1 if result.faults else 0


def run(work: Path, plan: Plan, *, real: bool) -> Result:
    """Run a trial in a folder; say after each month how far it is."""
    start = perf_counter()
    with running(begins(plan)) as clock:
        stick = courier(work, real=real)
        print("stick:", "exFAT image" if isinstance(stick, RealStick) else "folder", flush=True)
        trial = Trial(work, plan, clock, stick)
        try:
            trial.begin()
            for month in months_from(plan.first, plan.months):
                known = len(trial.result.faults)
                trial.month(month)
                print(*trial.result.faults[known:], sep="\n", flush=True)
                told = f"{month} done after {perf_counter() - start:.0f} s: "
                told += f"{trial.result.made} packages, {len(trial.result.faults)} faults"
                print(told, flush=True)
        except KeyboardInterrupt:
            print("Stopped by hand: what follows is about the time until then.")
        finally:
            stick.remove()
    trial.result.seconds["altogether"] = int(perf_counter() - start)
    return trial.result


def tell(result: Result) -> None:
    """Print the table, the sentences and the faults."""
    print(f"\n{'months':<28}{result.months}")
    print(f"{'packages made':<28}{result.made}")
    for verdict, count in sorted(result.verdicts.items()):
        print(f"  {verdict:<26}{count}")
    print(f"{'receipts taken in':<28}{result.receipts}")
    print(f"{'comparisons of all totals':<28}{result.comparisons}")
    for what, seconds in result.seconds.items():
        print(f"{what + ', seconds':<28}{seconds:.0f}")
    print(f"{'memory at most, MB':<28}{_memory():.0f}")
    print("\nWhat was said:")
    for (about, verdict), message in sorted(result.said.items()):
        print(f"- {about} → {verdict}: {message}")
    print(f"\n{len(result.faults)} faults")
    for fault in result.faults:
        print(f"- {fault}")


def _memory() -> float:
    """Return the most memory that this process has used, in MB; 0 where it cannot be told."""
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak.year", description=__doc__)
    for name, default, text in (
        ("villages", 4, "how many"),
        ("months", 3, "how many"),
        ("seed", 1, "of everything that is random"),
        ("size", 2, "funds and cases that a village enters in a month"),
        ("ugly", 7, "ugly files a month"),
        ("copies", 0, "every so many villages hand in Excel and PDF copies, too; 0 for none"),
        ("whole", 8, "every so many villages keep all ledgers; 0 for none"),
    ):
        parser.add_argument(f"--{name}", type=int, default=default, help=f"{text} ({default})")
    kinds = [one.value for one in Kept]
    parser.add_argument("--kept", choices=kinds, default="core", help="ledgers of a village (core)")
    parser.add_argument("--folders", action="store_true", help="folders in place of exFAT images")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
