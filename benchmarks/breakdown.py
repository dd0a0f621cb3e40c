"""Where the time of a training step goes, and how far it is from what the machine's matrix products allow."""

import contextlib
import json
import re
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

import torch
from torch.profiler import ProfilerActivity, profile
from torch.utils.flop_counter import FlopCounterMode

from benchmarks import machine
from benchmarks.contest import THREADS
from benchmarks.training_side import benchmark_in, train
from recommender.algorithms.pmca_bilstm import PmcaConfig
from recommender.training.config import TrainingConfig
from recommender.training.trainer import REPORT_EVERY

WARM_UP, TIMED, PROFILED, COUNTED = 40, 60, 40, 20  # steps
WIDE = 2_000  # a product with a side at least this long is one with the catalog

# The first group that fits the name of an operator.
GROUPS = {
    "LSTM": r"rnn|lstm|gru",
    "convolutions": r"conv",
    "matrix products": r"mm$|matmul|linear|einsum|baddbmm",
    "softmax and losses": r"softmax|nll|cross_entropy|logsumexp|exp|binary_cross|topk|log$",
    "item vectors": r"embedding|index|gather|scatter|norm|unique|searchsorted",
    "optimizer": r"adam|foreach|Optimizer",
    "element by element": r"mul|add|sub|div|where|masked|relu|tanh|sigmoid|dropout|bernoulli|sum|mean|max|clamp",
    "copies": r"copy|to$|cat|stack|zero|fill|clone|contiguous|slice|pad",
}


class Enough(Exception):
    """Ends a fit that has been looked at long enough."""


def run(folder: Path, changes: dict, say) -> None:
    torch.set_num_threads(THREADS)
    benchmark = benchmark_in(folder)
    watch = Watch()
    with contextlib.suppress(Enough):
        train(benchmark, changes, watch)
    say(f"One training step, {json.dumps(changes)}, load {machine.load():.1f}\n")
    say(watch.table())
    rows = benchmark.dataset.vocabulary.size
    batch = changes.get("batch_size", TrainingConfig.batch_size)
    width = changes.get("embedding_size", PmcaConfig.embedding_size)
    rates = product_rates(batch=batch, width=width, rows=rows)
    say(f"\nGFLOP/s of matrix products, {THREADS} threads, the softmax's shapes\n")
    say("| product | float32 | bfloat16 |\n|---|---:|---:|")
    for name, by_type in rates.items():
        say(f"| {name} | {by_type['float32']:.0f} | {by_type['bfloat16']:.0f} |")
    reached = watch.flop / watch.seconds / 1e9
    limits = {kind: median(by_type[kind] for by_type in rates.values()) for kind in ("float32", "bfloat16")}
    parts = ", ".join(f"{reached / rate:.0%} of the {kind} rate" for kind, rate in limits.items())
    say(
        f"\nThe step's products are {watch.flop / 1e9:.1f} GFLOP: {reached:.0f} GFLOP/s over the whole step, {parts}."
    )


class Watch:
    """Told of samples by the fit, it times some steps, profiles the next, and counts the operations of the last."""

    def __init__(self) -> None:
        self.steps = 0
        self.profile = profile(activities=[ProfilerActivity.CPU], record_shapes=True)
        self.counter = flop_counter()
        self.stages = self._stages()
        self.until = next(self.stages)

    def __call__(self, _samples: float) -> None:
        self.steps += REPORT_EVERY
        if self.steps >= self.until:
            self.until = self.steps + next(self.stages)

    def _stages(self):
        """Yields how many steps to let pass."""
        yield WARM_UP
        started = time.perf_counter()
        first = self.steps
        yield TIMED
        self.seconds = (time.perf_counter() - started) / (self.steps - first)
        self.profile.start()
        started, first = time.perf_counter(), self.steps
        yield PROFILED
        self.profiled = (time.perf_counter() - started) / (self.steps - first)
        self.profiled_steps = self.steps - first
        self.profile.stop()
        self.counter.__enter__()
        first = self.steps
        yield COUNTED
        self.counter.__exit__(None, None, None)
        self.flop = self.counter.get_total_flops() / (self.steps - first)
        raise Enough

    def table(self) -> str:
        """Milliseconds a step by group; what is in no operator is Python and the making of batches."""
        spent, rest = defaultdict(float), defaultdict(float)
        for event in self.profile.key_averages(group_by_input_shape=True):
            milliseconds = event.self_cpu_time_total / 1e3 / self.profiled_steps
            group = group_of(event.key, event.input_shapes)
            spent[group] += milliseconds
            if group == "others":
                rest[event.key] += milliseconds
        spent["outside operators (Python, making batches)"] = 1e3 * self.profiled - sum(spent.values())
        lines = [
            f"{1e3 * self.seconds:.1f} ms a step; {1e3 * self.profiled:.1f} ms under the profiler, of which",
            "| what | ms | share |\n|---|---:|---:|",
        ]
        lines += [
            f"| {group} | {value:.1f} | {value / self.profiled / 1e3:.0%} |"
            for group, value in sorted(spent.items(), key=lambda pair: -pair[1])
        ]
        most = sorted(rest.items(), key=lambda pair: -pair[1])[:5]
        return "\n".join([*lines, "Others: " + ", ".join(f"{name} {value:.1f}" for name, value in most)])


def group_of(name: str, shapes: list) -> str:
    """Which part of the step an operator belongs to."""
    for group, pattern in GROUPS.items():
        if re.search(pattern, name):
            sides = [side for shape in shapes or () for side in shape if isinstance(side, int)]
            if group in ("matrix products", "element by element", "copies"):
                return f"{group}, {'whole catalog' if max(sides, default=0) >= WIDE else 'histories'}"
            return group
    return "others"


def flop_counter():
    """torch's own counter of products, which knows nothing of the fused LSTM by itself."""
    import torch

    def lstm(inputs, weights, recurrent, *_others, out_shape=None, **_named) -> int:
        steps = inputs[0] * inputs[1]  # (L, B, I), weights (4H, I) and (4H, H)
        return 2 * steps * (weights[0] * weights[1] + recurrent[0] * recurrent[1])

    aten = torch.ops.aten
    return FlopCounterMode(
        display=False,
        custom_mapping={
            aten.mkldnn_rnn_layer: lstm,
            aten.mkldnn_rnn_layer_backward: lambda *shapes, **named: 2 * lstm(*shapes, **named),
        },
    )


def product_rates(*, batch: int, width: int, rows: int) -> dict[str, dict[str, float]]:
    """GFLOP/s of the softmax's three products: forward, and backward to the interest and to the item vectors."""
    shapes = {
        "interest × items": ((batch, width), (width, rows)),
        "slope × items": ((batch, rows), (rows, width)),
        "slope × interest": ((rows, batch), (batch, width)),
    }
    found = {}
    for name, (left, right) in shapes.items():
        found[name] = {}
        for kind in ("float32", "bfloat16"):
            a, b = (torch.randn(shape).to(getattr(torch, kind)) for shape in (left, right))
            seconds = _fastest(lambda a=a, b=b: a @ b)
            found[name][kind] = 2 * batch * width * rows / seconds / 1e9
    return found


def _fastest(do, *, times: int = 15) -> float:
    """Seconds of the quickest: what the machine can do while nobody disturbs it."""
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        do()
        seconds.append(time.perf_counter() - started)
    return min(seconds)
