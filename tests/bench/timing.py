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
    ratio = ours / peer
    digits = 0 if ratio >= 100 else 2
    print(f"{what}: {shown(ours)}; {peer_name}: {shown(peer)}; ratio {ratio:.{digits}f}{aimed}")


def shown(time: float) -> str:
    """Return a time as people read it."""
    return f"{time:.2f} s" if time >= 1 else f"{time * 1000:.1f} ms"
