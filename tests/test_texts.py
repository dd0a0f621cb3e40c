"""All that people read goes through gettext: in templates, in models and forms, in what services and views say."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.template.base import Lexer, TokenType
from django.utils.functional import Promise

OURS = ("accounts", "config", "recommender", "shop")
TEMPLATES = sorted(path for path in (settings.BASE_DIR / "templates").rglob("*") if path.is_file())
LETTERS = re.compile(r"[^\W\d_]{2,}")
# The same in every language.
NAMES = {"Aisle", "English"}
# Attributes that are read to people.
READ = {"alt", "title", "placeholder", "aria-label", "aria-description", "aria-roledescription"}
UNSEEN = {"script", "style"}
# What says something to people when it is called with a sentence.
SPEAKERS = {
    "ApplicationError", "Conflict", "Forbidden", "InvalidInput", "NotFound", "PaymentFailed", "TooManyRequests",
    "Unavailable", "ValidationError", "info", "success", "warning", "error",
}  # fmt: skip
NAMED = {"label", "help_text", "verbose_name", "verbose_name_plural", "description", "empty_label", "message"}
# What a keyword says there goes into the API's schema, which is in English as the code is.
SCHEMA = {"api.py", "serializers.py", "fields.py"}
# They speak to operators.
TO_OPERATORS = (
    "management/",
    "config/demo.py",
    "config/embedded.py",
    "config/console.py",
    "config/processes.py",
    "shop/demo/seeding.py",
    "shop/demo/simulation/",
    "recommender/arms.py",
)


class Texts(HTMLParser):
    """What a page says outside of its template's tags."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.within = ""

    def handle_starttag(self, tag, attrs):
        self.within = tag
        self.found += [value for name, value in attrs if name in READ and value]

    def handle_endtag(self, _tag):
        self.within = ""

    def handle_data(self, data):
        if self.within not in UNSEEN:
            self.found.append(data)


def outside_of_tags(source: str) -> str:
    """The template without its tags, and without what stands in blocktranslate and comment."""
    kept, closing = [], None
    for token in Lexer(source).tokenize():
        name = token.contents.split(" ")[0] if token.token_type == TokenType.BLOCK else ""
        if closing:
            closing = None if name == closing else closing
        elif name in {"blocktranslate", "blocktrans", "comment"} or token.contents.endswith("_class"):
            # What fills a block named so is a name for the stylesheet.
            closing = f"end{name}"
        else:
            kept.append(token.contents if token.token_type == TokenType.TEXT else "0")
    return "".join(kept)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(settings.BASE_DIR).as_posix())
def test_a_template_says_nothing_past_gettext(path):
    texts = Texts()
    texts.feed(outside_of_tags(path.read_text(encoding="utf-8")))
    said = [word for text in texts.found for word in LETTERS.findall(text) if word not in NAMES]
    assert said == []


def test_the_check_of_templates_sees_what_it_looks_for():
    texts = Texts()
    texts.feed(
        outside_of_tags('<p title="One">{% if x %}Two{% endif %}{% translate "Three" %}{# Four #}</p>')
    )
    assert texts.found == ["One", "0Two00", "0"] or LETTERS.findall(" ".join(texts.found)) == ["One", "Two"]


def our_models() -> Iterator:
    yield from (model for model in apps.get_models() if model.__module__.split(".")[0] in OURS)


def test_models_and_what_administrators_see_of_them_are_translated():
    wrong = []
    for model in our_models():
        wrong += [
            f"{model.__name__}.{name}"
            for name in ("verbose_name", "verbose_name_plural")
            if not isinstance(getattr(model._meta, name), Promise)
        ]
        for field in model._meta.fields:
            # Administrators see those that the database computes, too.
            is_named = field.editable or (field.generated and field.name != "search_vector")
            names = [field.verbose_name] if is_named and not field.auto_created else []
            labels = [label for _value, label in field.flatchoices or () if label != _value]
            said = [*names, *filter(None, [field.help_text]), *labels]
            wrong += [f"{model.__name__}.{field.name}" for text in said if not isinstance(text, Promise)]
    assert wrong == []


def our_forms() -> Iterator[type[forms.BaseForm]]:
    for path in (settings.BASE_DIR / app for app in OURS):
        for file in path.rglob("forms.py"):
            module = import_module(".".join(file.relative_to(settings.BASE_DIR).with_suffix("").parts))
            yield from (
                value
                for value in vars(module).values()
                if isinstance(value, type)
                and issubclass(value, forms.BaseForm)
                and value.__module__ == module.__name__
            )


def test_the_words_of_forms_are_translated():
    wrong = []
    for form in our_forms():
        for name, field in form.declared_fields.items():
            said = [field.label, field.help_text, *_own_sentences(field)]
            wrong += [f"{form.__name__}.{name}" for text in said if text and not isinstance(text, Promise)]
    assert list(our_forms())
    assert wrong == []


def _own_sentences(field: forms.Field) -> list:
    """Error sentences beside those that come with the kind of field."""
    given = {
        key: value
        for kind in type(field).__mro__
        for key, value in getattr(kind, "default_error_messages", {}).items()
    }
    return [said for key, said in field.error_messages.items() if said is not given.get(key)]


def plain_sentences(path: Path) -> Iterator[str]:
    """Words for people that stand in the code as they are, instead of inside of gettext."""
    named = set() if path.name in SCHEMA else NAMED
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        owner = getattr(getattr(node.func, "value", None), "id", "")
        said = [*node.args] if name in SPEAKERS and owner in {"", "messages", "forms", "exceptions"} else []
        said += [keyword.value for keyword in node.keywords if keyword.arg in named]
        for text in said:
            yield from (f"{path.name}:{node.lineno}: {word}" for word in _literals(text))


def _literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip():
        yield node.value
    if isinstance(node, ast.JoinedStr):
        yield from (
            part.value
            for part in node.values
            if isinstance(part, ast.Constant) and LETTERS.search(part.value)
        )


@pytest.mark.parametrize("app", OURS)
def test_no_sentence_for_people_stands_in_the_code_as_it_is(app):
    files = [
        path for path in sorted((settings.BASE_DIR / app).rglob("*.py")) if "migrations" not in path.parts
    ]
    said = [
        sentence
        for path in files
        if not any(place in path.as_posix() for place in TO_OPERATORS)
        for sentence in plain_sentences(path)
    ]
    assert said == []
