"""Push lists when a visit begins: F1 by the length of the list, for all and by segment, and what each algorithm costs.

50,000 records, cut 6:4 in time; each visit after the cut of a visitor who was there before is a case, and what the visit
turned to is relevant. Visitors are grouped by k-means on what they did before the cut; NAME+segments also reads the group
of a visitor, as an event at the beginning of each visit.
"""

from dataclasses import asdict
from itertools import product
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandParser

from recommender.management.loop_command import Bars, LoopCommand, add_config_arguments, changes_of
from recommender.management.protocols.options import add_device, add_seeds, names, numbers
from recommender.management.protocols.recording import Recording
from recommender.management.sources import add_source, dataset_of

RECORD = "push.jsonl"
DOCUMENTED = ("shop", "online_retail")
ALL = "popularity,item_knn,association_rules,bilstm_transformer,bilstm_transformer+segments"
EXAMPLES = """
evaluate_models --protocol push                                                the paper's comparison, the shop's own log
evaluate_models --protocol push --dataset transactions.parquet --format online-retail --name online_retail
evaluate_models --protocol push --algorithms bilstm_transformer --set epochs=8 --set max_length=20
evaluate_models --protocol push --records 5000 --dry-run                       a quick look, append nothing
"""


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--algorithms", default=ALL, help="comma-separated (default: %(default)s)")
    add_seeds(parser)
    add_source(parser)
    parser.add_argument(
        "--records", type=int, default=50_000, help="of visitors drawn at random (default: %(default)s)"
    )
    add_device(parser)
    add_config_arguments(parser)


def run(command: LoopCommand, bars: Bars, options: dict) -> None:
    from recommender.evaluation.push import run_push
    from recommender.evaluation.push_data import moments_of, push_data
    from recommender.evaluation.push_pages import write_page
    from recommender.evaluation.push_tables import by_dataset, cost_table, f1_table, segment_table
    from recommender.insights.row_segments import row_segments

    contestants = contestants_of(options)
    dataset = portion_of(dataset_of(options), options["records"])
    segments = row_segments(dataset, until=moments_of(dataset).test_from, seed=settings.RECOMMENDER_SEED)
    data = push_data(dataset, segments.segments)
    about = {"dataset": dataset.name, "fingerprint": dataset.fingerprint}
    counted = {
        "records": len(dataset.sequences.items),
        "visitors": len(dataset.sequences),
        "cases": len(data.cases),
        "who": segments.who,
    }
    recording = Recording(command, options)
    missing = recording.missing(contestants, lambda one: about | asdict(one))
    for result in run_push(data, missing, names=segments.names, device=options["device"], stages=bars.stage):
        recording.add(about | result.as_json() | counted)
    bars.close()
    for algorithms in by_dataset(recording.fresh).values():
        command.say("\n".join([f1_table(algorithms), segment_table(algorithms), cost_table(algorithms)]))
    recording.finish(dataset.name, write_page)


def write_pages(docs: Path) -> list[Path]:
    """The page, and the tables in push.md."""
    from recommender.evaluation.push_pages import write_document, write_page

    results, document = docs / "results" / RECORD, docs / "push.md"
    write_document(document, results, DOCUMENTED)
    return [document, write_page(results)]


def contestants_of(options: dict) -> list:
    """What --set and --preset change is for networks; the others stay as they are."""
    from recommender.evaluation.push import JOINED, PushContestant
    from recommender.loop import known_algorithm
    from recommender.training.registry import NETWORKS

    found = []
    for name, seed in product(names(options["algorithms"]), numbers(options["seeds"])):
        known = known_algorithm(name.removesuffix(JOINED))
        config = settings.RECOMMENDER_CONFIGS.get(known, {})
        found.append(
            PushContestant(name, seed, config | changes_of(options) if known in NETWORKS else config)
        )
    return found


def portion_of(dataset, records: int):
    from recommender.dataset.build import make_dataset
    from recommender.dataset.portion import drawn_rows

    drawn = drawn_rows(dataset.sequences, interactions=records, seed=settings.RECOMMENDER_SEED)
    return make_dataset(dataset.name, drawn, dataset.vocabulary, dataset.features)
