import pytest

from recommender.evaluation.documents import markers
from recommender.evaluation.push_pages import write_document, write_page
from recommender.evaluation.record import append
from tests.factories.pushes import pushed


@pytest.fixture
def record(tmp_path):
    path = tmp_path / "results" / "push.jsonl"
    append(path, [pushed("item_knn"), pushed("bilstm_transformer", config={"epochs": 8})])
    return path


def test_the_page_has_conditions_tables_and_plots(record):
    text = write_page(record).read_text()
    assert "50,000 records of 500 visitors, 100 lists. Machine: Linux, 2 cores." in text
    assert "- 1: 400 visitors; more browse" in text
    assert "- bilstm_transformer: epochs 8" in text
    assert "precision@5" in text
    picture = (record.parent / "plots" / "push-shop-F1.svg").read_text()
    assert "ceiling" in picture
    assert "plots/push-shop-mean.svg" in text


def test_each_data_set_has_its_place_in_the_document(record, tmp_path):
    document = tmp_path / "push.md"
    document.write_text("\n".join(line for part in ("shop", "never_run") for line in markers(part)))
    write_document(document, record, ["shop", "never_run"])
    shop, never_run = document.read_text().split(markers("never_run")[0])
    assert "| item_knn | 7 |" in shop
    assert "(results/plots/push-shop-F1.svg)" in shop
    assert "Nothing was measured here yet." in never_run
