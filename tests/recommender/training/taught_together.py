"""One of the processes that test_distributed.py starts with torchrun: fits, and leaves what it saw in FOLDER/RANK.json.

python -m tests.recommender.training.taught_together FOLDER FITS: a JSON list of changes to SMALL, one for each fit.
"""

import json
import sys
from pathlib import Path

import torch

from recommender.algorithms.interface import FitOptions
from recommender.training.distributed import launched
from recommender.training.pmca import PmcaBilstm
from tests.factories.sequences import make_dataset, make_split

SMALL = {
    "embedding_size": 16,
    "hidden": 8,
    "vector_size": 8,
    "epochs": 3,
    "learning_rate": 0.01,
    "rerank": 10,
    "precision": "float32",
}


def taught(changes: dict, *, seed: int = 0, **options) -> PmcaBilstm:
    dataset = make_dataset(rows=120)
    split = make_split(dataset)
    options = FitOptions(seed=seed, device="cpu", extra=SMALL | changes, **options)
    return PmcaBilstm().fit(dataset, split.training, split.validation, options)


def main() -> None:
    folder, fits = Path(sys.argv[1]), json.loads(sys.argv[2])
    torch.set_num_threads(1)
    with launched("cpu") as team:
        fitted = [taught(changes, resume_path=folder / "state.pt") for changes in fits]
    told = [
        {
            "size": team.size,
            "history": algorithm.history,
            "weight": algorithm.network.join.weight.flatten().tolist(),
        }
        for algorithm in fitted
    ]
    (folder / f"{team.rank}.json").write_text(json.dumps(told))


if __name__ == "__main__":
    main()
