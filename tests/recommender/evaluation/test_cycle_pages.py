import pytest

from recommender.evaluation.cycle_pages import comparisons, means_table, write_document, write_page
from recommender.evaluation.documents import markers
from recommender.evaluation.record import append

METRICS = ("HR@20", "MRR@20", "HR@10", "MRR@10")


def row(strategy: str, week: int, *, hit_rate: float = 0.4, **changes) -> dict:
    return {
        "strategy": strategy,
        "week": week,
        "algorithm": "gru4rec",
        "seed": 7,
        "config": {"epochs": 2},
        "update": {},
        "since": 1,
        "most": None,
        "exemplars": None,
        "max_cases": None,
        "fingerprint": "abc",
        "metrics": dict.fromkeys(METRICS, hit_rate),
        "live": None,
        "seconds": 5.0,
        "samples": 10,
        "cases": 10,
        "commit": "1a2b3c4",
        "machine": "Linux, 2 cores",
    } | changes


@pytest.fixture
def record(tmp_path):
    path = tmp_path / "results" / "cycles.jsonl"
    rows = [row(name, week) for week in (1, 2) for name in ("static", "full_retraining")]
    append(path, [*rows, row("static", 1, most=100)])
    return path


def test_only_rows_of_one_setting_are_compared_and_the_newest_counts():
    found = comparisons([row("static", 1), row("static", 1, hit_rate=0.9), row("static", 1, most=100)])
    assert [[one["metrics"]["HR@20"] for one in rows] for rows in found] == [[0.9], [0.4]]


def test_live_weights_stand_below_the_averaged_ones_that_serve():
    text = means_table([row("averaged", 1, live=dict.fromkeys(METRICS, 0.6)), row("static", 1)])
    lines = text.splitlines()[2:]
    assert [line.split(" | ")[0] for line in lines] == [
        "| averaged",
        "| averaged, its live weights",
        "| static",
    ]
    assert "| 60.00 |" in lines[1]


def test_evidence_has_a_line_of_its_own_and_its_time_counts():
    told = row("distilled", 1, weighed=dict.fromkeys(METRICS, 0.5), weighing=15.0)
    text = means_table([told, row("full_retraining", 1, seconds=80.0)])
    lines = text.splitlines()[2:]
    assert lines[0].endswith("| 5.0 | 6% |")
    assert lines[1] == "| distilled + evidence | 1 | 50.00 | 50.00 | 50.00 | 50.00 | 20.0 | 25% |"


def test_the_page_has_a_section_and_plots_for_each_comparison(record):
    text = write_page(record).read_text()
    assert "### gru4rec, seed 7, weeks 1 to 2" in text
    assert "config: {'epochs': 2}." in text
    assert text.count("**A quick look.**") == 1
    assert "most: 100" in text
    assert "Machine: Linux, 2 cores. Commit: 1a2b3c4." in text
    pictures = {path.name for path in (record.parent / "plots").iterdir()}
    assert {"cycles-1-HR-by-week.svg", "cycles-1-MRR-mean.svg", "cycles-1-seconds.svg"} <= pictures
    assert "cycles-2-seconds.svg" not in pictures  # nothing to compare the time with
    assert all(f"plots/{name}" in text for name in pictures)


def test_the_document_has_the_tables_and_says_where_the_curves_are(record, tmp_path):
    document = tmp_path / "evaluation.md"
    document.write_text("\n".join(markers("cycles")))
    write_document(document, record)
    assert "| full_retraining | 2 | 40.00 |" in document.read_text()
    assert "[cycles](results/cycles.md)" in document.read_text()


def test_an_empty_record_is_said_in_words(tmp_path):
    assert "Nothing was measured here yet." in write_page(tmp_path / "cycles.jsonl").read_text()
