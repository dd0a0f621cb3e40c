"""What all generated pages share: parts of a document that follow the record, plots beside it, and how rows were made."""

from collections.abc import Iterable, Mapping
from pathlib import Path

PLOTS = "plots"
NOTHING = "Nothing was measured here yet.\n"


def markers(part: str) -> tuple[str, str]:
    return f"<!-- {part}: begin -->", f"<!-- {part}: end -->"


def fill(document: Path, part: str, text: str) -> None:
    """Puts the text between the markers of this part; all else in the document stays as it was written."""
    begin, end = markers(part)
    before, found, rest = document.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"{document} has no place for {part}: it needs the lines {begin} and {end}.")
    document.write_text(f"{before}{begin}\n\n{text}\n{end}{after}", encoding="utf-8")


def write_pictures(folder: Path, pictures: Mapping[str, str]) -> None:
    """SVG by file name, without its ending, into the folder of plots."""
    (folder / PLOTS).mkdir(parents=True, exist_ok=True)
    for name, picture in pictures.items():
        (folder / PLOTS / f"{name}.svg").write_text(picture, encoding="utf-8")


def image(words: str, name: str, *, folder: Path = Path()) -> str:
    """A picture of `write_pictures`; `folder` is where the plots are, as the page sees it."""
    return f"![{words}]({folder / PLOTS / name}.svg)\n"


def making_of(rows: Iterable[Mapping]) -> str:
    """Where, when and with which code rows were measured."""
    rows = list(rows)
    said = {
        name: dict.fromkeys(str(row[name]) for row in rows if name in row)
        for name in ("machine", "device", "date", "commit")
    }
    return " ".join(f"{name.capitalize()}: {'; '.join(values)}." for name, values in said.items() if values)


def table(heads: Iterable[str], lines: Iterable[Iterable[str]], *, words: int = 1) -> str:
    """Markdown; the first `words` columns are words and stand on the left, numbers stand on the right."""
    heads = list(heads)
    rule = "|" + "---|" * words + "---:|" * (len(heads) - words)
    return "\n".join([_line(heads), rule, *map(_line, lines)]) + "\n"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
