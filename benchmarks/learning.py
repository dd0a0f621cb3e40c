"""The benchmarks that need data sets and no shop: `python -m benchmarks training --data FOLDER …`."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import training
from recommender.management.loop_command import add_config_arguments

BENCHMARKS = {"training": training.run}


def main(name: str, words: Sequence[str], say: Callable) -> int:
    said = parser(name).parse_args(words)
    BENCHMARKS[name](said, say)
    return 0


def parser(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks {name}", description=training.__doc__)
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        help="the folder that holds yoochoose1_64 and diginetica, each with its Parquet files",
    )
    parser.add_argument(
        "--recbole", metavar="PYTHON", help="an interpreter that has RecBole, to run it in turns with ours"
    )
    parser.add_argument(
        "--models", default="GRU4Rec", help="RecBole's, comma-separated (default: %(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=3, help="of each (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=20, help="of a round (default: %(default)s)")
    parser.add_argument("--profile", action="store_true", help="show where the time of training goes instead")
    add_config_arguments(parser)
    return parser
