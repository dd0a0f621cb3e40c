"""RecBole's networks in a contest. Only the interpreter of an environment that has RecBole runs this file.

python -m benchmarks.recbole_side train|retrieve MODEL MAX_LENGTH, in a folder with the files of recbole_files.py.
"""

import sys
import warnings
from pathlib import Path

import torch
from recbole.config import Config
from recbole.data import create_dataset, data_preparation
from recbole.utils import get_model, get_trainer, init_seed

from benchmarks.rounds import Rounds

THREADS = 2
BEST = 100


def config_of(model: str, max_length: int) -> Config:
    """RecBole's own values but for width, batch and loss: what the networks have in common here."""
    return Config(
        model=model,
        dataset="aisle",
        config_dict={
            "data_path": str(Path.cwd()),
            "benchmark_filename": ["train", "valid", "test"],
            "load_col": {"inter": ["session_id", "item_id_list", "item_id"], "item": ["item_id"]},
            "USER_ID_FIELD": "session_id",
            "alias_of_item_id": ["item_id_list"],
            "MAX_ITEM_LIST_LENGTH": max_length,
            "embedding_size": 128,
            "hidden_size": 128,
            "train_neg_sample_args": None,
            "loss_type": "CE",
            "train_batch_size": 512,
            "eval_batch_size": 512,
            "eval_args": {
                "order": "TO",
                "split": {"LS": "valid_and_test"},
                "mode": "full",
                "group_by": "user",
            },
            "use_gpu": False,
            "show_progress": False,
        },
    )


class Watched:
    """Batches as RecBole's own loader makes them; each counts when the next is asked for."""

    def __init__(self, loader, rounds: Rounds) -> None:
        self.loader, self.rounds, self.shuffle = loader, rounds, loader.shuffle

    def __len__(self) -> int:
        return len(self.loader)

    def __iter__(self):
        for batch in self.loader:
            yield batch
            self.rounds.did(len(batch))


def train(trainer, loader, _test, rounds: Rounds) -> None:
    """RecBole's own epochs, one after the other."""
    watched, epoch = Watched(loader, rounds), 0
    while True:
        trainer._train_epoch(watched, epoch)  # noqa: SLF001  the loop that RecBole's fit runs
        epoch += 1


@torch.no_grad()
def retrieve(trainer, _training, loader, rounds: Rounds) -> None:
    """All items scored for each test case, and the best of them, as RecBole's `full_sort_topk` does it."""
    trainer.model.eval()
    while True:
        for batch, *_ in loader:
            scores = trainer.model.full_sort_predict(batch)
            scores[:, 0] = -torch.inf
            torch.topk(scores, BEST)
            rounds.did(len(batch))


def main() -> None:
    what, model, max_length = sys.argv[1:]
    warnings.simplefilter("ignore")  # RecBole speaks to an older pandas and torch
    torch.set_num_threads(THREADS)
    rounds = Rounds()
    config = config_of(model, int(max_length))
    init_seed(config["seed"], reproducibility=False)
    training, _validation, test = data_preparation(config, create_dataset(config))
    network = get_model(model)(config, training.dataset)
    trainer = get_trainer(config["MODEL_TYPE"], model)(config, network)
    {"train": train, "retrieve": retrieve}[what](trainer, training, test, rounds)


if __name__ == "__main__":
    main()
