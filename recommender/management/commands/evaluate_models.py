"""Judge algorithms by one of the protocols, and write down what they were worth.

Each protocol has options of its own: `evaluate_models --protocol NAME --help` lists them. What is in the results
already is not done again, so a run that was stopped goes on where it was. Nothing is registered and nothing goes live.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from django.core.management.base import CommandError, CommandParser

from recommender.management.loop_command import Bars, LoopCommand
from recommender.management.protocols.known import BENCHMARK, PROTOCOLS, RESULTS
from recommender.management.protocols.options import by_torchrun


class Command(LoopCommand):
    protocol: ModuleType

    def create_parser(self, *names: str, **kwargs) -> CommandParser:
        """Which options there are is known once the arguments are: the protocol is looked for first."""

        def parse_args(args: Sequence[str] | None = None, namespace: Namespace | None = None) -> Namespace:
            return self.parser_of(protocol_in(args), *names, **kwargs).parse_args(args, namespace)

        parser = self.parser_of(BENCHMARK, *names, **kwargs)
        parser.parse_args = parse_args
        return parser

    def parser_of(self, protocol: str, *names: str, **kwargs) -> CommandParser:
        self.protocol = PROTOCOLS[protocol]
        self.help = f"{__doc__}\n--protocol {protocol}: {self.protocol.__doc__}"
        self.examples = self.protocol.EXAMPLES
        return super().create_parser(*names, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--protocol", choices=PROTOCOLS, default=BENCHMARK, help="how to judge (default: %(default)s)"
        )
        self.protocol.add_arguments(parser)
        parser.add_argument(
            "--results",
            type=Path,
            default=RESULTS / self.protocol.RECORD,
            help="where to append (default: %(default)s)",
        )
        parser.add_argument("--again", action="store_true", help="also what is in the results already")
        parser.add_argument("--dry-run", action="store_true", help="print the table, append nothing")

    def run(self, bars: Bars, options: dict) -> None:
        if by_torchrun() and options["protocol"] != BENCHMARK:
            raise CommandError(f"torchrun is for --protocol {BENCHMARK}: the others do not share their work.")
        self.protocol.run(self, bars, options)


def protocol_in(arguments: Sequence[str] | None) -> str:
    """The protocol that is named; an unknown one is left to the parser, which refuses it."""
    reader = ArgumentParser(add_help=False, allow_abbrev=False)
    reader.add_argument("--protocol", default=BENCHMARK)
    named = reader.parse_known_args(arguments)[0].protocol
    return named if named in PROTOCOLS else BENCHMARK
