"""How many samples a second PMCA-BiLSTM learns from on Yoochoose 1/64, and how many RecBole's networks do."""

import json
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from benchmarks import breakdown
from benchmarks.contest import Contestant, contest, summary
from benchmarks.recbole_files import recbole
from recommender.algorithms.pmca_bilstm import PmcaConfig
from recommender.management.loop_command import changes_of

DATASET = "yoochoose1_64"
WARM_UP = 5.0  # seconds


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--models", default="GRU4Rec", help="RecBole's, comma-separated (default: %(default)s)"
    )
    parser.add_argument("--profile", action="store_true", help="show where the time of a step goes instead")


def run(said: Namespace, say) -> None:
    folder = said.data / DATASET
    changes = changes_of(vars(said))
    if said.profile:
        breakdown.run(folder, changes, say)
        return
    ours = Contestant(
        "PMCA-BiLSTM",
        [sys.executable, "-m", "benchmarks.training_side", str(folder.resolve()), json.dumps(changes)],
    )
    with tempfile.TemporaryDirectory() as place:
        others = [
            contestant
            for every_id in (True, False)
            for contestant in recbole(
                said.recbole,
                said.models.split(","),
                Path(place),
                what="train",
                folder=folder,
                max_length=changes.get("max_length", PmcaConfig.max_length),
                every_id=every_id,
            )
        ]
        say(f"Training on {DATASET}, samples a second, {json.dumps(changes)}")
        found = contest([ours, *others], rounds=said.rounds, seconds=said.seconds, warm_up=WARM_UP, say=say)
    say("\n" + summary(found, against=others[0].name if others else ours.name))
