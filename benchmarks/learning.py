"""The benchmarks that need data sets and no shop: `python -m benchmarks training --data FOLDER …`."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import retrieval, training
from recommender.management.loop_command import add_config_arguments

BENCHMARKS = {"training": training, "retrieval": retrieval}


def main(name: str, words: Sequence[str], say: Callable) -> int:
    BENCHMARKS[name].run(parser(name).parse_args(words), say)
    return 0


def parser(name: str) -> argparse.ArgumentParser:
    benchmark = BENCHMARKS[name]
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks {name}", description=benchmark.__doc__)
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        help="the folder that holds yoochoose1_64 and diginetica, each with its Parquet files",
    )
    parser.add_argument(
        "--recbole", metavar="PYTHON", help="an interpreter that has RecBole, to run it in turns with ours"
    )
    parser.add_argument("--rounds", type=int, default=3, help="of each (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=20, help="of a round (default: %(default)s)")
    benchmark.add_arguments(parser)
    add_config_arguments(parser)
    parser.set_defaults(preset="benchmark")  # how the headline results are made
    return parser
