from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from recommender.evaluation.record import append
from tests.factories.results import result


@pytest.fixture
def record(tmp_path):
    path = tmp_path / "results" / "evaluation.jsonl"
    append(path, [result(), result("popularity", dataset="other")])
    return path


def run(*arguments) -> str:
    out = StringIO()
    call_command("write_evaluation", *map(str, arguments), stdout=out, verbosity=0, no_color=True)
    return out.getvalue()


def test_the_document_and_the_pages_follow_the_record(record, tmp_path):
    document = tmp_path / "evaluation.md"
    document.write_text("<!-- results: begin -->\n<!-- results: end -->\n")
    said = run("--results", record, "--document", document, "--datasets", "ring, other")
    assert "### ring" in document.read_text()
    assert "### other" in document.read_text()
    assert (record.parent / "ring.md").exists()
    assert (record.parent / "other.md").exists()
    assert "follow the record." in said


def test_a_document_without_markers_is_one_sentence(record, tmp_path):
    document = tmp_path / "evaluation.md"
    document.write_text("")
    with pytest.raises(CommandError, match="has no place for results"):
        run("--results", record, "--document", document)
