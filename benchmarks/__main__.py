"""`python -m benchmarks [pages] [freshness] [scoring] [load]`: all but load by default, against a demo that runs.

`python -m benchmarks training …` and other benchmarks of learning need data sets and no demo, nor does
`python -m benchmarks traffic --events N`, which makes a log of its own; see their --help.
"""

import argparse
import os
import sys
from functools import partial
from urllib.error import URLError
from urllib.request import urlopen

# Before `config` is imported: its Celery app settles for production otherwise.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

from benchmarks import freshness, load, pages, scoring
from config import console, embedded

BENCHMARKS = {"pages": pages.run, "freshness": freshness.run, "scoring": scoring.run, "load": load.run}
BY_DEFAULT = ("pages", "freshness", "scoring")  # load buys, and takes two minutes
OF_LEARNING = ("training", "retrieval")
NEED_SITE = {"pages", "freshness", "load"}


def main() -> int:
    if sys.argv[1:2] and sys.argv[1] in OF_LEARNING:
        from benchmarks import learning  # which loads torch

        return learning.main(sys.argv[1], sys.argv[2:], say)
    if sys.argv[1:2] == ["traffic"]:
        from benchmarks import traffic

        return traffic.main(sys.argv[2:], say)
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=[*BENCHMARKS, []], metavar="name", help=", ".join(BENCHMARKS)
    )
    parser.add_argument("--url", default="http://localhost:8000")
    parser.add_argument(
        "--rate", type=float, default=load.Load.rate, help="of load: shoppers a second (%(default)g)"
    )
    parser.add_argument(
        "--seconds", type=float, default=load.Load.seconds, help="of load: how long they arrive (%(default)g)"
    )
    parser.add_argument(
        "--visits", type=int, default=load.Load.visits, help="of load: visits of each (%(default)d)"
    )
    said = parser.parse_args()
    wanted = load.Load(rate=said.rate, seconds=said.seconds, visits=said.visits)
    benchmarks = BENCHMARKS | {"load": partial(load.run, load=wanted)}
    with console.clear_errors():
        embedded.ensure_running()
        for name in said.names or BY_DEFAULT:
            if name in NEED_SITE and not answers(said.url):
                say(f"{name}: nothing answers at {said.url}. Start `make demo`, or name another --url.\n")
                continue
            benchmarks[name](said.url.rstrip("/"), say)
            say("")
    return 0


def answers(url: str) -> bool:
    try:
        with urlopen(f"{url}/health/ready", timeout=5) as response:  # noqa: S310  an address that the caller chose
            return response.status == 200
    except URLError:
        return False


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
