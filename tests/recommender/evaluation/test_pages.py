import pytest

from recommender.evaluation.documents import markers
from recommender.evaluation.pages import write_document, write_page
from recommender.evaluation.record import append
from tests.factories.results import result

BEGIN, END = markers("results")
EPOCHS = [
    {"epoch": 1, "HR@20": 0.1, "NDCG@20": 0.1, "MRR@20": 0.1},
    {"epoch": 2, "HR@20": 0.2, "NDCG@20": 0.1, "MRR@20": 0.1},
]


@pytest.fixture
def record(tmp_path):
    path = tmp_path / "results" / "evaluation.jsonl"
    append(
        path,
        [
            result("popularity", hit_rate=0.1),
            result("sasrec", selection="best_on_test", epochs=EPOCHS, hit_rate=0.9),
            result("sasrec"),
        ],
    )
    return path


def test_the_page_of_a_dataset_has_its_conditions_tables_and_plots(record):
    page = write_page(record, "ring")
    text = page.read_text()
    assert "100 test cases." in text
    for fact in ("Linux, 2 cores", "cpu", "2026-11-22", "1a2b3c4", "| seeds |", "seconds to fit"):
        assert fact in text
    assert "| item_knn | not run yet |" in text
    assert "Best epoch **on test**" in text
    pictures = {path.name for path in (record.parent / "plots").iterdir()}
    assert {"ring-HR.svg", "ring-MRR-by-k.svg", "ring-NDCG-by-epoch.svg"} <= pictures
    assert all(f"plots/{name}" in text for name in pictures)


def test_the_document_changes_between_its_markers_only(record, tmp_path):
    document = tmp_path / "evaluation.md"
    document.write_text(f"# By hand\n\n{BEGIN}\nold figures\n{END}\n\nalso by hand\n")
    write_document(document, record, ["ring", "never_run"])
    text = document.read_text()
    assert text.startswith(f"# By hand\n\n{BEGIN}")
    assert text.endswith(f"{END}\n\nalso by hand\n")
    assert "old figures" not in text
    assert "### ring" in text
    assert "(results/plots/ring-HR.svg)" in text
    assert "### never_run\n\nNothing was measured here yet." in text
    write_document(document, record, ["ring", "never_run"])
    assert document.read_text() == text


def test_a_dataset_without_results_has_a_page_that_says_so(record):
    assert "Nothing was measured here yet." in write_page(record, "never_run").read_text()


def test_a_document_without_markers_is_left_alone(record, tmp_path):
    document = tmp_path / "evaluation.md"
    document.write_text("all by hand")
    with pytest.raises(ValueError, match="has no place for results"):
        write_document(document, record, ["ring"])
    assert document.read_text() == "all by hand"
