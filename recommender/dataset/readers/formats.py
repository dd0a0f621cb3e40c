"""The formats that can be read, by name."""

from pathlib import Path

from recommender.dataset.readers.online_retail import OnlineRetailReader
from recommender.dataset.readers.rees46 import Rees46Reader
from recommender.dataset.readers.rows import Reader, ReaderError
from recommender.dataset.readers.sessions import SessionsReader

READERS: dict[str, type[Reader]] = {
    reader.format: reader for reader in (OnlineRetailReader, SessionsReader, Rees46Reader)
}


def open_behavior(path: Path, format: str) -> Reader:  # noqa: A002 (the word of the command line)
    """A reader of the file. Raises ReaderError where the format is unknown or the file cannot be one of it."""
    if format not in READERS:
        raise ReaderError(f"There is no format {format!r}; known are {', '.join(READERS)}.")
    return READERS[format](path)
