"""Bulk writes that the ORM has no word for."""

from collections.abc import Iterable, Iterator, Mapping

from django.db import connection

CHUNK = 20_000


def copy_rows(table: str, columns: Iterable[str], rows: Iterable[tuple]) -> None:
    """Write rows with COPY."""
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def new_ids(table: str) -> Iterator[int]:
    """Primary keys for rows to come, taken from the table's own sequence in blocks."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, CHUNK // 10],
            )
            yield from (number for (number,) in cursor.fetchall())


class CopyWriter:
    """Rows for several tables, written with COPY whenever enough are waiting.

    Tables are written in the order in which they are named, so a parent table stands before its children.
    """

    def __init__(self, tables: Mapping[str, Iterable[str]]):
        self._columns = {table: tuple(columns) for table, columns in tables.items()}
        self._waiting: dict[str, list[tuple]] = {table: [] for table in tables}
        self.counts = dict.fromkeys(tables, 0)

    def add(self, table: str, row: tuple) -> None:
        self._waiting[table].append(row)
        self.counts[table] += 1
        if len(self._waiting[table]) >= CHUNK:
            self.flush()

    def flush(self) -> None:
        for table, rows in self._waiting.items():
            if rows:
                copy_rows(table, self._columns[table], rows)
                rows.clear()
