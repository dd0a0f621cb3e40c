"""The shop speaks Chinese wherever it speaks English. New texts are collected by `make messages`."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import to_locale

from config import messages

# %(name)s, %s and %d, {name}, and tags.
PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|</?\w+[^>]*>")


@pytest.fixture(scope="module", params=messages.LANGUAGES)
def catalog(request):
    return messages.read(request.param)


@pytest.fixture(scope="module")
def extracted():
    return messages.extracted()


def ids(catalog) -> set:
    return {(message.context, message.id) for message in catalog if message.id}


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDERS.findall(text))


def test_every_language_that_is_offered_has_a_catalog():
    offered = {to_locale(code) for code, _name in settings.LANGUAGES}
    assert offered - {to_locale(settings.LANGUAGE_CODE)} == set(messages.LANGUAGES)


def test_the_catalog_holds_what_is_said_and_nothing_else(catalog, extracted):
    assert ids(extracted) - ids(catalog) == set(), "run `make messages` and translate"
    assert ids(catalog) - ids(extracted) == set(), "run `make messages`"


def test_nothing_lacks_its_translation_or_has_a_doubtful_one(catalog):
    assert [message.id for message in catalog if message.id and not messages.is_translated(message)] == []
    assert [message.id for message in catalog if message.id and message.fuzzy] == []


def test_placeholders_survive_translation(catalog):
    for message in catalog:
        if not message.id:
            continue
        # Of two forms, the one for many names the number.
        wanted = message.id[1] if isinstance(message.id, tuple) else message.id
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        assert [placeholders(form) for form in said] == [placeholders(wanted)] * len(said), message.id


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_what_django_reads_is_what_the_catalog_says(language):
    kept = messages.po_file(language).with_suffix(".mo").read_bytes()
    assert kept == messages.compiled(messages.read(language)), "run `make messages`"


def test_templates_and_plurals_are_found(extracted):
    assert extracted.get("Add to cart")
    assert extracted.get(("One product", "%(count)s products"))
    assert extracted.get("Light", context="theme")


def test_dates_and_numbers_follow_the_language():
    with translation.override("zh-hans"):
        assert date_format(date(2026, 11, 26)) == "2026年11月26日"
        assert translation.gettext("Add to cart") == "加入购物车"


def test_gettext_goes_by_no_name_that_is_not_collected():
    """`gettext as _now` once kept six texts out of the catalog."""
    renamed = re.compile(r"\b(?:n|p|np)?gettext(?:_lazy)? as (\w+)")
    sources = [path for folder in messages.SOURCES for path in (messages.ROOT / folder).rglob("*.py")]
    names = {name for path in sources for name in renamed.findall(path.read_text(encoding="utf-8"))}
    assert names <= messages.KEYWORDS.keys()
