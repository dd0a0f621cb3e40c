"""How many visitors a second get a list of 100: retrieval beside RecBole's, both stages beside the bare product."""

import json
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from benchmarks.contest import Contestant, contest, summary
from benchmarks.recbole_files import recbole
from benchmarks.training import WARM_UP
from recommender.algorithms.pmca_bilstm import PmcaConfig
from recommender.management.loop_command import changes_of

OF_RETRIEVAL, OF_BOTH_STAGES = "yoochoose1_64", "diginetica"
BLEND = 0.4  # any but 0 sets the click head to work; the weights are hardly trained


def add_arguments(parser: ArgumentParser) -> None:
    """None but those of all benchmarks of learning."""


def run(said: Namespace, say) -> None:
    changes = changes_of(vars(said))
    width = changes.get("embedding_size", PmcaConfig.embedding_size)
    say(f"The best 100 for each test case, a second, {json.dumps(changes)}\n")
    with tempfile.TemporaryDirectory() as place:
        folder = said.data / OF_RETRIEVAL
        bare = product("product and top 100", folder, width)
        others = recbole(
            said.recbole,
            ["GRU4Rec"],
            Path(place),
            what="retrieve",
            folder=folder,
            max_length=changes.get("max_length", PmcaConfig.max_length),
            every_id=True,
        )
        first = ours("PMCA-BiLSTM, retrieval alone", folder, changes | {"blend": 0.0})
        _hold(said, say, [first, bare, *others], against=(others or [bare])[0].name)
    folder = said.data / OF_BOTH_STAGES
    bare = product("product and top 100", folder, width)
    both = ours("PMCA-BiLSTM, re-ranked", folder, changes | {"blend": BLEND})
    _hold(said, say, [both, bare], against=bare.name)


def ours(name: str, folder: Path, changes: dict) -> Contestant:
    words = ["top", str(folder.resolve()), json.dumps(changes)]
    return Contestant(name, [sys.executable, "-m", "benchmarks.retrieval_side", *words])


def product(name: str, folder: Path, width: int) -> Contestant:
    words = ["product", str(folder.resolve()), json.dumps({"embedding_size": width})]
    return Contestant(name, [sys.executable, "-m", "benchmarks.retrieval_side", *words])


def _hold(said: Namespace, say, contestants: list[Contestant], *, against: str) -> None:
    found = contest(contestants, rounds=said.rounds, seconds=said.seconds, warm_up=WARM_UP, say=say)
    say("\n" + summary(found, against=against) + "\n")
