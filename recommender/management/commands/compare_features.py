"""The same events as raw features and embedded, and GRU-TAM taught on each (Li & Jiang, Table 3).

Prints dimension, zeros, similarity, storage and the epochs until validation converged. Nothing is stored. GRU-TAM's own
settings are the paper's; --set makes them smaller.
"""

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone

from recommender.management.loop_command import Bars, LoopCommand, add_config_arguments, changes_of


class Command(LoopCommand):
    help = __doc__
    examples = """
compare_features                                                    the shop's own log
compare_features --set samples_per_epoch=15000 --set epochs=40      a quicker look
"""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=settings.RECOMMENDER_SEED)
        parser.add_argument("--device", default=settings.TORCH_DEVICE, help="auto, cpu or cuda")
        add_config_arguments(parser)

    def run(self, bars: Bars, options: dict) -> None:
        from recommender.algorithms.interface import FitOptions
        from recommender.dataset.extract import extract_dataset
        from recommender.insights.representation import compare_representations, markdown_table
        from recommender.loop import split_dataset

        dataset = extract_dataset(until=timezone.now()).dataset
        fit = FitOptions(seed=options["seed"], device=options["device"], extra=changes_of(options))
        found = compare_representations(dataset, split_dataset(dataset), options=fit, stages=bars.stage)
        bars.close()
        self.say(markdown_table(found))
        self.succeed(f"{len(dataset.sequences.items):,} events of the shop's log.")
