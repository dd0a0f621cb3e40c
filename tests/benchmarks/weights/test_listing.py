import pytest

from benchmarks.weights.listing import cases, rank, read

HEAD = "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session"
NEITHER, BRAND = {"category": 0.0, "brand": 0.0}, {"category": 0.0, "brand": 4.0}


@pytest.fixture
def log(tmp_path):
    """Three look at the popular headset; one, who has looked at Halden's mouse, then looks at Halden's headset."""
    facts = [
        *((1 + who, 11, "electronics.headset", "nobel", who) for who in range(3)),
        (5, 12, "electronics.headset", "karst", 3),
        (6, 20, "electronics.mouse", "halden", 9),
        (7, 13, "electronics.headset", "halden", 9),
        (8, 99, "", "halden", 9),  # without a category it is in no listing
    ]
    rows = [
        f"2019-10-01 00:00:{second:02d} UTC,view,{product},1,{category},{brand},9.90,{who},{who}"
        for second, product, category, brand, who in facts
    ]
    file = tmp_path / "log.csv"
    file.write_text("\n".join([HEAD, *rows]) + "\n")
    return file


def test_a_case_is_the_next_new_product_among_its_category_most_popular_first(log):
    kinds, pasts = read(log)

    (case,) = cases(kinds, pasts, depth=None)

    assert case.listing[:2] == ["11", "12"]
    assert set(case.listing) == {"11", "12", "13"}
    assert case.target == "13"
    assert case.shares["13"] == {"category": 0.0, "brand": 1.0}


def test_a_wide_listing_holds_the_whole_department(log):
    (case,) = cases(*read(log), depth=1)

    assert set(case.listing) == {"11", "12", "13", "20"}
    assert case.shares["20"] == {"category": 1.0, "brand": 1.0}


def test_a_taste_for_the_brand_lifts_the_target(log):
    (case,) = cases(*read(log), depth=None)

    assert (rank(case, NEITHER), rank(case, BRAND)) == (3, 1)
