"""Rows of .csv, .parquet and .xlsx files as dictionaries, one after the other, whatever the size."""

import csv
import re
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile

import pyarrow as pa
import pyarrow.parquet as pq

from recommender.dataset.readers.rows import ReaderError

_PARQUET_BATCH = 10_000
MALFORMED = "malformed line"


class Table:
    """A file with a header. Columns are found by any of their known spellings: `InvoiceNo`, `invoice_no`."""

    def __init__(self, path: Path, *, columns: dict[str, tuple[str, ...]], optional: tuple[str, ...] = ()):
        self.path = Path(path)
        self._suffix = self.path.suffix.lower()
        if not self.path.exists():
            raise ReaderError(f"There is no file {self.path}.")
        if self._suffix not in _SOURCES or not self.path.is_file():
            raise ReaderError(f"{self.path.name} is none of {', '.join(_SOURCES)}.")
        self._readable = self.path
        header = next(self._source(), None)
        if not header:
            raise ReaderError(f"{self.path.name} is empty.")
        self._places = self._found(header, columns, optional)

    def __iter__(self) -> Iterator[dict | None]:
        """Each row by our column names; None for a line that has not as many cells as the header."""
        self._unpack()
        source = self._source()
        width = len(next(source, ()))
        for cells in source:
            if len(cells) == width:
                yield {name: cells[place] for name, place in self._places.items()}
            elif cells:
                yield None

    def count(self) -> int | None:
        """Rows, where the file says how many."""
        return pq.read_metadata(self.path).num_rows if self._suffix == ".parquet" else None

    def _source(self) -> Iterator[list]:
        return _SOURCES[self._readable.suffix.lower()](self._readable)

    def _unpack(self) -> None:
        """A spreadsheet takes a minute to walk: once, into a CSV file that lasts as long as this table."""
        if self._readable.suffix.lower() != ".xlsx":
            return
        folder = Path(tempfile.mkdtemp())
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        with (folder / "rows.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(self._source())
        self._readable = folder / "rows.csv"

    def _found(self, header: list, columns: dict, optional: tuple) -> dict[str, int]:
        spelled = {_letters(str(cell)): place for place, cell in reversed(list(enumerate(header)))}
        found = {
            name: spelled[_letters(spelling)]
            for name, spellings in columns.items()
            for spelling in reversed(spellings)
            if _letters(spelling) in spelled
        }
        missing = [columns[name][0] for name in columns if name not in found and name not in optional]
        if missing:
            raise ReaderError(f"{self.path.name} lacks the columns {', '.join(missing)}.")
        return found


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _parquet(path: Path) -> Iterator[list]:
    try:
        with pq.ParquetFile(path) as file:
            yield file.schema_arrow.names
            for batch in file.iter_batches(batch_size=_PARQUET_BATCH):
                yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
    except (pa.ArrowInvalid, OSError) as error:
        raise ReaderError(f"{path.name} is truncated or not a Parquet file.") from error


def _csv(path: Path) -> Iterator[list]:
    try:
        with path.open(encoding=_encoding(path), newline="") as file:
            yield from csv.reader(file)
    except (csv.Error, UnicodeDecodeError) as error:
        raise ReaderError(f"{path.name} is not a readable CSV file.") from error


def _encoding(path: Path) -> str:
    """UTF-8 where the whole file is; else Windows' Latin, in which spreadsheets save."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _xlsx(path: Path) -> Iterator[list]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError) as error:
        raise ReaderError(f"{path.name} is truncated or not an .xlsx file.") from error
    try:
        for sheet in book.worksheets:
            yield from sheet.iter_rows(values_only=True)
            return
    finally:
        book.close()


_SOURCES = {".parquet": _parquet, ".csv": _csv, ".xlsx": _xlsx}
