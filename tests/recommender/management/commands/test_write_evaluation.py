from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from recommender.evaluation.documents import markers
from recommender.evaluation.record import append
from tests.factories.results import result


@pytest.fixture
def docs(tmp_path):
    """Documents with places for results, and one result of the benchmark."""
    parts = {
        "evaluation.md": ("results", "cycles"),
        "purchases.md": ("shop", "rees46_slice"),
        "drift.md": ("simulated", "diginetica_weekly"),
        "push.md": ("shop", "online_retail"),
    }
    for name, places in parts.items():
        (tmp_path / name).write_text("\n".join(line for part in places for line in markers(part)))
    append(tmp_path / "results" / "evaluation.jsonl", [result(dataset="diginetica")])
    return tmp_path


def run(*arguments) -> str:
    out = StringIO()
    call_command("write_evaluation", *map(str, arguments), stdout=out, verbosity=0, no_color=True)
    return out.getvalue()


def test_documents_and_pages_of_all_protocols_follow_their_records(docs):
    said = run("--docs", docs)
    assert "### diginetica\n\n100 test cases." in (docs / "evaluation.md").read_text()
    assert "| item_knn |" in (docs / "results" / "diginetica.md").read_text()
    for name in ("cycles", "drift", "purchases", "push"):
        assert "Nothing was measured here yet." in (docs / "results" / f"{name}.md").read_text()
        assert f"{name}.md" in said
    assert (docs / "purchases.md").read_text().count("Nothing was measured here yet.") == 2


def test_one_protocol_leaves_the_others_alone(docs):
    before = (docs / "evaluation.md").read_text()
    run("--docs", docs, "--protocols", "purchases")
    assert (docs / "evaluation.md").read_text() == before


def test_a_document_without_markers_is_one_sentence(docs):
    (docs / "evaluation.md").write_text("")
    with pytest.raises(CommandError, match="has no place for results"):
        run("--docs", docs)


def test_an_unknown_protocol_is_one_sentence(docs):
    with pytest.raises(CommandError, match="no protocol 'magic'"):
        run("--docs", docs, "--protocols", "magic")
