"""The map of the papers and that of the accounts name files and code: all of it must be there."""

import re
from functools import cache

import pytest
from django.conf import settings

DOCS = settings.BASE_DIR / "docs"
PAGES = (DOCS / "papers.md", DOCS / "accounts.md")
CODE = ("recommender", "shop", "accounts", "config", "benchmarks", "tests")


def named(pattern: str) -> list[str]:
    """What the pages say in that form, once each. Not looked at: blocks of code, and what is said of other projects."""
    text = "\n".join(page.read_text(encoding="utf-8").partition("\n## Beside other")[0] for page in PAGES)
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    return sorted(set(re.findall(pattern, text)))


@cache
def source() -> str:
    files = [path for folder in CODE for path in (settings.BASE_DIR / folder).rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@pytest.mark.parametrize("path", named(r"`(\w[\w/]*/(?:[\w-]+\.\w+)?)`"))
def test_every_path_exists(path):
    assert (settings.BASE_DIR / path).exists()


@pytest.mark.parametrize("name", named(r"`(\w+\.py)`"))
def test_every_file_that_is_named_without_its_folder_exists(name):
    assert any(path.name == name for folder in CODE for path in (settings.BASE_DIR / folder).rglob("*.py"))


@pytest.mark.parametrize("link", named(r"\]\((?!http)([^)#]+)\)"))
def test_every_link_leads_somewhere(link):
    assert (DOCS / link).exists()


@pytest.mark.parametrize("name", named(r"`([A-Za-z]\w+(?:\.[a-z]\w+)?)`"))
def test_every_name_is_a_name_in_the_code(name):
    if not name.endswith(".py"):
        assert re.search(rf"\b{name.rpartition('.')[2]}\b", source())
