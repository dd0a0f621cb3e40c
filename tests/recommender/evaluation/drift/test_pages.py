import pytest

from recommender.evaluation.documents import markers
from recommender.evaluation.drift.pages import DATASETS, write_document, write_page
from recommender.evaluation.record import append
from tests.factories.drift import drift_row

UPDATE = {
    "strategy": {"rho": 0.99, "anchor": 0.001, "exemplars": 0, "candidates": 4, "importance": 0.0,
                 "fisher_samples": 256, "everything": False, "dropout": None},
    "training": {"epochs": 2},
    "every": None,
}  # fmt: skip


@pytest.fixture
def record(tmp_path):
    path = tmp_path / "results" / "drift.jsonl"
    append(path, [drift_row(config={"hidden": 8}), drift_row(mode="dynamic", update=UPDATE)])
    return path


def test_the_page_has_conditions_every_table_and_every_plot(record):
    page = write_page(record)
    text = page.read_text()
    for fact in (
        "## simulated", "100, 100, 100, 100, 100", "Linux, 2 cores", "1a2b3c4", "- gru_tam: hidden 8",
        "- gru_tam in updates: rho 0.99, anchor 0.001, epochs 2\n", "HR@10 by period", "AUC by period", "Hit rate by position",
    ):  # fmt: skip
        assert fact in text
    pictures = {path.name for path in (record.parent / "plots").iterdir()}
    assert len(pictures) == 9
    assert all(f"(plots/{name})" in text for name in pictures)


def test_the_document_changes_between_the_markers_of_each_dataset_only(record, tmp_path):
    document = tmp_path / "drift.md"
    places = {name: "\n".join(markers(name)) for name in DATASETS}
    document.write_text(
        f"# By hand\n\n{places['simulated']}\n\nread so\n\n{places['diginetica_weekly']}\n\nthe end\n"
    )
    write_document(document, record)
    text = document.read_text()
    assert text.startswith("# By hand\n")
    assert text.endswith("\n\nthe end\n")
    assert "\n\nread so\n\n" in text
    assert "| gru_tam, dynamic: its live weights |" in text
    assert "| gru_tam, dynamic | less active |" in text
    assert "Attention of gru_tam, dynamic; 1 is an even share" in text
    assert "(results/plots/drift-simulated-accuracy.svg)" in text
    assert "Nothing was measured here yet." in text
    write_document(document, record)
    assert document.read_text() == text


def test_a_record_without_lines_gives_a_page_that_says_so(tmp_path):
    assert "Nothing was measured here yet." in write_page(tmp_path / "drift.jsonl").read_text()
