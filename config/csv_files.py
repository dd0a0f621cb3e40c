"""Tables as CSV files, sent line by line."""

import csv
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse

# A program for tables takes what begins with one of these for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Echo:
    """What csv writes is handed on instead of kept."""

    def write(self, line: str) -> str:
        return line


def csv_file(rows: Iterable[Iterable], *, name: str) -> StreamingHttpResponse:
    """The answer that a browser saves under this name. The rows' head comes first; an empty cell is None or empty."""
    answer = StreamingHttpResponse(lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def lines(rows: Iterable[Iterable]) -> Iterator[str]:
    writer = csv.writer(Echo())
    return (writer.writerow([_safe(cell) for cell in row]) for row in rows)


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
