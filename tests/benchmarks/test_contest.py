import json
import sys

import pytest

from benchmarks.contest import Contestant, Round, contest, summary

WORKER = """
import time
from benchmarks.rounds import Rounds
rounds = Rounds()
print("a library says something")
while True:
    time.sleep(0.001)
    rounds.did({count})
"""
BROKEN = "import sys; sys.exit('It has no data.')"


def contestant(name: str, program: str) -> Contestant:
    return Contestant(name, [sys.executable, "-c", program])


def a_round(rate: float) -> Round:
    return Round(rate=rate, cpu_rate=2 * rate, stolen=0.0, others=0.0, load=1.0)


def test_contestants_take_turns_and_each_round_is_told():
    told = []
    found = contest(
        [contestant("small", WORKER.format(count=1)), contestant("large", WORKER.format(count=1000))],
        rounds=2,
        seconds=0.05,
        warm_up=0.01,
        say=told.append,
    )
    assert [line.split(" | ")[1] for line in told[1:]] == ["small", "large", "small", "large"]
    assert [len(rounds) for rounds in found.values()] == [2, 2]
    assert min(one.rate for one in found["large"]) > max(one.rate for one in found["small"]) > 0


def test_a_contestant_that_breaks_down_is_quoted():
    with pytest.raises(RuntimeError, match="broken stopped: It has no data"):
        contest([contestant("broken", BROKEN)], rounds=1, seconds=0.01, warm_up=0.01, say=json.dumps)


def test_a_summary_compares_round_by_round():
    found = {
        "ours": [a_round(40), a_round(60), a_round(80)],
        "theirs": [a_round(10), a_round(10), a_round(40)],
    }
    lines = summary(found, against="theirs").splitlines()
    assert lines[2] == "| ours | 60 | 40 | 80 | 4.00 | 2.00 | 6.00 | 4.00 |"
    assert lines[3] == "| theirs | 10 | 10 | 40 | 1.00 | 1.00 | 1.00 | 1.00 |"
