"""How many samples a second PMCA-BiLSTM learns from on Yoochoose 1/64, and how many RecBole's networks do."""

import json
import sys
import tempfile
from argparse import Namespace
from pathlib import Path

from benchmarks.contest import Contestant, contest, summary

DATASET = "yoochoose1_64"
WARM_UP = 5.0  # seconds
# What is measured unless --preset or --set say otherwise: RecBole's width and batch.
LIKE_RECBOLE = {"hidden": 128, "embedding_size": 128, "max_length": 20, "batch_size": 512}


def run(said: Namespace, say) -> None:
    from benchmarks import breakdown
    from recommender.management.loop_command import changes_of

    folder = said.data / DATASET
    changes = LIKE_RECBOLE | changes_of({"preset": said.preset, "changes": said.changes})
    if said.profile:
        breakdown.run(folder, changes, say)
        return
    ours = Contestant(
        "PMCA-BiLSTM",
        [sys.executable, "-m", "benchmarks.training_side", str(folder.resolve()), json.dumps(changes)],
    )
    with tempfile.TemporaryDirectory() as place:
        others = recbole(said, folder, Path(place), what="train", max_length=changes["max_length"])
        say(f"Training on {DATASET}, samples a second, {json.dumps(changes)}")
        found = contest([ours, *others], rounds=said.rounds, seconds=said.seconds, warm_up=WARM_UP, say=say)
    say("\n" + summary(found, against=others[0].name if others else ours.name))


def recbole(said: Namespace, folder: Path, place: Path, *, what: str, max_length: int) -> list[Contestant]:
    """RecBole's side, where an interpreter of it is named: on the published numbering, and on items that occur."""
    if said.recbole is None:
        return []
    from benchmarks.recbole_files import write_files
    from benchmarks.training_side import benchmark_in

    benchmark = benchmark_in(folder)
    contestants = []
    for every_id in (True, False):
        files = place / f"every_id_{every_id}"
        files.mkdir()
        write_files(files, benchmark, max_length=max_length, every_id=every_id)
        ids = benchmark.dataset.vocabulary.product_ids
        rows = (int(ids.max()) if every_id else len(ids)) + 1
        contestants += [
            Contestant(
                f"RecBole {model}, {rows:,} rows",
                [said.recbole, "-m", "benchmarks.recbole_side", what, model, str(max_length)],
                folder=files,
            )
            for model in said.models.split(",")
        ]
    return contestants
