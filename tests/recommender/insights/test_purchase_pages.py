import pytest

from recommender.evaluation.documents import markers
from recommender.evaluation.record import append
from recommender.insights.purchase_pages import write_document, write_page
from tests.factories.purchases import purchase


@pytest.fixture
def record(tmp_path):
    path = tmp_path / "results" / "purchases.jsonl"
    append(path, [purchase("gru"), purchase("base_rate"), purchase("gru", dataset="slice")])
    return path


def test_the_page_has_tables_and_curves_of_each_data_set(record):
    text = write_page(record).read_text()
    assert "## shop, horizon session" in text
    assert "## slice, horizon session" in text
    assert "Machine: Linux, 2 cores. Commit: 1a2b3c4." in text
    for kind in ("roc", "precision_recall", "reliability"):
        picture = (record.parent / "plots" / f"purchases-shop-session-{kind}.svg").read_text()
        assert "base_rate" in picture
        assert f"plots/purchases-shop-session-{kind}.svg" in text


def test_rows_of_before_curves_were_kept_have_tables_only(record):
    old = purchase(dataset="old")
    del old["curves"]
    append(record, [old])
    text = write_page(record).read_text()
    assert "## old, horizon session" in text
    assert "purchases-old" not in text


def test_each_data_set_has_its_place_in_the_document(record, tmp_path):
    document = tmp_path / "purchases.md"
    document.write_text("\n".join(line for part in ("shop", "never_run") for line in markers(part)))
    write_document(document, record, ["shop", "never_run"])
    shop, never_run = document.read_text().split(markers("never_run")[0])
    assert "| base_rate | 7 |" in shop
    assert "(results/plots/purchases-shop-session-roc.svg)" in shop
    assert "Nothing was measured here yet." in never_run
