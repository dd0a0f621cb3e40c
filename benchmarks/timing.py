"""Samples of seconds as one row of a table."""

import time
from collections.abc import Callable
from statistics import mean, median, quantiles

HEAD = "| what | n | mean | median | p90 | p99 | min | max | errors |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|"


def measure(do: Callable[[], object], *, times: int) -> tuple[list[float], int]:
    """Seconds of each call that went well, and how many did not."""
    seconds, errors = [], 0
    for _ in range(times):
        started = time.perf_counter()
        try:
            do()
        except OSError:
            errors += 1
        else:
            seconds.append(time.perf_counter() - started)
    return seconds, errors


def row(what: str, seconds: list[float], errors: int = 0) -> str:
    """Milliseconds."""
    if len(seconds) < 2:
        return f"| {what} | {len(seconds)} | – | – | – | – | – | – | {errors} |"
    cuts = quantiles(seconds, n=100, method="inclusive")
    figures = (mean(seconds), median(seconds), cuts[89], cuts[98], min(seconds), max(seconds))
    cells = " | ".join(f"{1000 * value:.1f}" for value in figures)
    return f"| {what} | {len(seconds)} | {cells} | {errors} |"
