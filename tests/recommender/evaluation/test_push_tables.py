from recommender.evaluation.push_tables import by_dataset, cost_table, f1_table, segment_table, values_table
from tests.factories.pushes import pushed


def test_the_newest_row_of_each_seed_on_the_newest_records_with_the_newest_config_counts():
    rows = [
        pushed("popularity", fingerprint="older"),
        pushed("item_knn", config={"neighbors": 5}),
        pushed("item_knn", f1=0.1),
        pushed("item_knn", f1=0.2),
        pushed("item_knn", 8, f1=0.3),
        pushed(dataset="other"),
    ]
    found = by_dataset(rows)
    assert list(found) == ["shop", "other"]
    assert list(found["shop"]) == ["item_knn"]
    assert [(row["seed"], row["metrics"]["F1@5"]) for row in found["shop"]["item_knn"]] == [
        (7, 0.2),
        (8, 0.3),
    ]


def test_f1_stands_beside_its_ceiling_and_the_papers_mean():
    lines = f1_table({"item_knn": [pushed()], "popularity": [pushed(f1=0.1)]}).splitlines()
    assert lines[2].startswith("| item_knn | 7 | 20.00 ± 1.00 |")
    assert lines[2].endswith("| 20.00 | 40.0% | 70.8 |")
    assert lines[3].endswith("| 10.00 | 20.0% | – |")
    assert lines[-1].endswith("| 50.00 | 100.0% | – |")
    assert "| bilstm_transformer | not run yet | – | – | – | – | – | – | – | – | 97.0 |" in lines
    assert sum("not run yet" in line for line in lines) == 3


def test_several_seeds_show_their_mean():
    text = f1_table({"bilstm_transformer": [pushed(f1=0.2), pushed(seed=8, f1=0.3)]})
    assert "| bilstm_transformer | 7, 8 | 25.00 | " in text
    assert "| 97.0 |" in text


def test_segments_have_their_own_f1_ceiling_and_cases():
    lines = segment_table({"item_knn": [pushed()]}).splitlines()
    assert lines[0] == "| mean F1 in segment | 1 | newcomers |"
    assert lines[2:] == ["| item_knn | 20.00 | 20.00 |", "| ceiling | 50.00 | 50.00 |", "| cases | 80 | 20 |"]


def test_costs_and_other_values_are_printed_as_they_are():
    assert "| item_knn | 12.3 | 10.0 | 0.50 | 0.10 | 30.0 | 1,200.0 |" in cost_table({"item_knn": [pushed()]})
    recall = values_table({"item_knn": [pushed()]}, ("recall",)).splitlines()[-1]
    assert recall == "| item_knn |" + " 30.00 |" * 6
