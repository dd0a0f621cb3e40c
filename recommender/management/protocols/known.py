"""The protocols by name: ways of judging, each a module of this folder.

A module says in its docstring what it asks, and holds RECORD (its file of results), EXAMPLES, `add_arguments(parser)`,
`run(command, bars, options)`, which does what is missing in the record, and `write_pages(docs)`, which makes its pages
anew from the record and returns their paths.
"""

from pathlib import Path
from types import ModuleType

from recommender.management.protocols import benchmark, cycles, drift, ensemble, purchases, push

DOCS = Path("docs")
RESULTS = DOCS / "results"
BENCHMARK = "benchmark"
PROTOCOLS: dict[str, ModuleType] = {
    BENCHMARK: benchmark,
    "ensemble": ensemble,
    "cycles": cycles,
    "drift": drift,
    "purchases": purchases,
    "push": push,
}


def known_protocol(name: str) -> ModuleType:
    """Raises ValueError for a name that no protocol has."""
    if name not in PROTOCOLS:
        raise ValueError(f"There is no protocol {name!r}; known are {', '.join(PROTOCOLS)}.")
    return PROTOCOLS[name]
