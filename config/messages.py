"""The catalogs of texts in `locale/`: `python -m config.messages` writes them anew from all that goes through gettext.

Babel does what GNU gettext does elsewhere, so that nobody needs more than pip: it reads Python and templates, keeps
translations that still fit, drops those that nothing asks for any more, and writes the .mo files that Django reads.
"""

import os
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
SOURCES = ("accounts", "config", "recommender", "shop", "templates")
LANGUAGES = ("zh_Hans",)
KEYWORDS = {
    name + lazy: spec
    for name, spec in {
        "gettext": None,
        "_": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
    for lazy in ("", "_lazy")
} | {"gettext_noop": None}


def extracted() -> Catalog:
    """A Babel catalog of all that the code wants said, without translations."""
    catalog = Catalog(charset="utf-8")
    for place, message, context in _found():
        catalog.add(message, locations=[(place, None)], context=context)
    return catalog


def read(language: str) -> Catalog:
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalog: Catalog) -> bytes:
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def po_file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def is_translated(message: Message) -> bool:
    said = message.string
    return all(said) if isinstance(said, tuple) else bool(said)


def _found() -> Iterator[tuple]:
    for path in sorted(path for folder in SOURCES for path in (ROOT / folder).rglob("*") if path.is_file()):
        place = path.relative_to(ROOT).as_posix()
        if path.suffix == ".py":
            yield from _in_python(place, path.read_text(encoding="utf-8"))
        elif path.suffix in {".html", ".txt"}:
            yield from _in_template(place, path.read_text(encoding="utf-8"))


def _in_template(place: str, text: str) -> Iterator[tuple]:
    # Django writes what it finds as calls of gettext among crosses; indented, they would be no Python.
    lines = templatize(text, origin=place).splitlines()
    return _in_python(place, "\n".join(line.strip() for line in lines))


def _in_python(place: str, text: str) -> Iterator[tuple]:
    for _line, message, _comments, context in extract("python", BytesIO(text.encode()), KEYWORDS):
        yield place, message, context


def main() -> None:
    wanted = extracted()
    for language in LANGUAGES:
        catalog = read(language)
        # Else every run would change the files.
        wanted.creation_date = catalog.creation_date
        catalog.update(wanted, no_fuzzy_matching=True, update_header_comment=False)
        catalog.obsolete.clear()
        with po_file(language).open("wb") as file:
            write_po(file, catalog, width=110, sort_output=True, include_lineno=False)
        # Read again, so that what Django gets is what the file says.
        po_file(language).with_suffix(".mo").write_bytes(compiled(read(language)))
        missing = sum(1 for message in catalog if message.id and not is_translated(message))
        sys.stdout.write(f"{language}: {len(catalog)} texts, {missing} without translation\n")


if __name__ == "__main__":
    # The reader of templates is Django's, and asks its settings for the charset.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    main()
