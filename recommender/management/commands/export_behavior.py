"""Writes the behavior log to a Parquet file: one row for each event and impression, oldest first within each."""

from argparse import RawDescriptionHelpFormatter
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from tqdm import tqdm

EXAMPLES = """examples:
  export_behavior --to log.parquet
  export_behavior --to may.parquet --from 2026-05-01 --until 2026-06-01
  export_behavior --to bought.parquet --kind purchase --kind cart_add
  export_behavior --to seen.parquet --kind impression --kind click

columns: kind (an event kind, or "impression"), visitor, session, product, query, quantity, amount, rating, slate,
position, placement, simulated, at (UTC). Nobody's name or address is in it.
"""


class Command(BaseCommand):
    help = __doc__

    def create_parser(self, *args, **kwargs) -> CommandParser:
        return super().create_parser(
            *args, formatter_class=RawDescriptionHelpFormatter, epilog=EXAMPLES, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="the file to write")
        parser.add_argument("--from", dest="since", metavar="TIME", help="leave out what was before")
        parser.add_argument("--until", metavar="TIME", help="leave out what was at this time or later")
        parser.add_argument("--kind", action="append", dest="kinds", metavar="KIND", help="only this kind")

    def handle(
        self, *, to: Path, since: str | None, until: str | None, kinds: list[str] | None, verbosity: int, **_
    ) -> None:
        from recommender.behavior.export import KINDS, Export

        if unknown := set(kinds or ()) - set(KINDS):
            raise CommandError(f"There is no kind “{min(unknown)}”. There are: {', '.join(KINDS)}.")
        if to.is_dir():
            raise CommandError(f"{to} cannot be written: it is a folder.")
        if to.suffix != ".parquet":
            raise CommandError(f"--to takes a file that ends in .parquet, not “{to.name}”.")
        begin, end = _moment("--from", since), _moment("--until", until)
        if begin and end and begin >= end:
            raise CommandError("--from must be before --until.")
        export = Export(since=begin, until=end, kinds=kinds or KINDS)
        try:
            with tqdm(total=export.count(), unit="row", unit_scale=True, disable=not verbosity) as bar:
                written = export.write(to, progress=bar.update)
        except OSError as error:
            raise CommandError(f"{to} cannot be written: {error.strerror or error}.") from error
        kinds_written = ", ".join(f"{count:,} {kind}" for kind, count in written.most_common())
        size = to.stat().st_size / 1e6
        self.stdout.write(
            self.style.SUCCESS(
                f"{to}: {written.total():,} rows, {size:,.1f} MB ({kinds_written or 'nothing matched'})."
            )
        )


def _moment(option: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        day = parse_date(text)
        moment = datetime(day.year, day.month, day.day) if day else parse_datetime(text)  # noqa: DTZ001  made aware below
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"{option} takes a time such as 2026-05-01 or 2026-05-01T08:30:00Z, not “{text}”.")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
