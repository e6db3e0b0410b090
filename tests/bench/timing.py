"""Timing two ways of doing the same work in one run: only their ratio means anything elsewhere."""

from collections.abc import Callable
from statistics import median
from time import perf_counter

RUNS = 3


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """Return the median time of `work` over some runs."""
    times = []
    for _ in range(runs):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return median(times)


def tell(what: str, ours: float, peer_name: str, peer: float, aim: str = "") -> None:
    """Print both times and how many times the peer's time ours is."""
    aimed = f", aim {aim}" if aim else ""
    print(f"{what}: {ours:.3f} s; {peer_name}: {peer:.3f} s; ratio {ours / peer:.2f}{aimed}")
