import itertools
from xml.etree import ElementTree as ET

import pytest

from recommender.evaluation import plots

SVG = "{http://www.w3.org/2000/svg}"


def read(picture: str) -> ET.Element:
    return ET.fromstring(picture)  # noqa: S314, our own file


def words(root: ET.Element) -> list[str]:
    return [text.text for text in root.iter(f"{SVG}text")]


def test_bars_are_as_long_as_their_values():
    root = read(plots.bars("Hits", {"a": 10.0, "b": 20.0, "c": 0.0}, unit=" %"))
    a, b, c = (float(bar.get("width")) for bar in list(root.iter(f"{SVG}rect"))[1:])
    assert b == pytest.approx(2 * a, rel=0.01)
    assert c == 0
    assert {"Hits", "a", "b", "c", "10.0", "20.0", "0 %"} <= set(words(root))


def test_a_whisker_stands_around_the_end_of_its_bar():
    root = read(plots.bars("Hits", {"a": 19.0}, intervals={"a": (15.0, 39.0)}, unit=" %"))
    bar = list(root.iter(f"{SVG}rect"))[-1]
    whisker = list(root.iter(f"{SVG}polyline"))[-1].get("points").split()
    (low, y), (high, same) = (map(float, point.split(",")) for point in whisker)
    assert y == same
    assert low < float(bar.get("x")) + float(bar.get("width")) < high < plots.WIDTH


def test_curves_have_a_dot_for_each_point_and_a_name_for_each_line():
    series = {"one": [(5, 1.0), (10, 2.0)], "two": [(5, 1.0), (10, 2.0)]}
    root = read(plots.curves("By k", series, across="k", unit=""))
    dots = [(float(dot.get("cx")), float(dot.get("cy"))) for dot in root.iter(f"{SVG}circle")]
    assert dots[:2] == dots[2:]
    assert dots[0][0] < dots[1][0]
    assert dots[0][1] > dots[1][1]  # upwards is less


def test_a_single_point_and_strange_names_are_drawn_too():
    root = read(plots.curves("A < B & C", {"<x>": [(1, 0.0)]}, across="k", unit=""))
    assert "A < B & C" in words(root)
    assert "<x>" in words(root)


def test_lines_of_very_many_points_have_no_dots_and_round_marks():
    lines = {"many": [(x + 0.13, x) for x in range(100)], "few": [(0.5, 0), (99, 9)]}
    root = read(plots.curves("ROC", lines, across="x", unit=" %"))
    assert len(list(root.iter(f"{SVG}circle"))) == 2
    assert {"25", "50", "75"} <= set(words(root))
    assert not {"0.13", "33"} & set(words(root))


def test_names_of_curves_that_end_at_the_top_stay_below_the_title():
    root = read(plots.curves("ROC", {f"line {n}": [(0, 0), (1, 100)] for n in range(7)}, across="x", unit=""))
    places = [float(text.get("y")) for text in root.iter(f"{SVG}text") if "line" in text.text]
    assert min(places) >= plots.TOP
    assert len(set(places)) == 7


def test_names_of_many_curves_do_not_cover_each_other_and_stay_in_the_picture():
    series = {f"line {number}": [(1, 0.0), (2, number / 100)] for number in range(16)}
    root = read(plots.curves("Crowded", series, across="k", unit=""))
    places = sorted(float(text.get("y")) for text in root.iter(f"{SVG}text") if text.text in series)
    assert len(places) == 16
    assert all(below - above >= 15 for above, below in itertools.pairwise(places))
    assert places[-1] <= plots.HEIGHT - plots.BOTTOM


def test_an_axis_may_begin_above_zero():
    series = {"a": [(1, 50.0), (2, 70.0)]}
    root = read(plots.curves("Accuracy", series, across="T", unit=" %", floor=50))
    low, high = (float(dot.get("cy")) for dot in root.iter(f"{SVG}circle"))
    assert low == plots.HEIGHT - plots.BOTTOM
    assert high < low
    assert {"50 %", "70 %"} <= set(words(root))


def test_a_heat_map_has_a_cell_for_each_number_darker_where_it_is_larger():
    root = read(
        plots.heat_map("Attention", {"view": [0.5, 1.0], "buy": [None, 2.0]}, columns=["early", "late"])
    )
    shades = [float(cell.get("fill-opacity")) for cell in root.iter(f"{SVG}rect") if cell.get("fill-opacity")]
    assert shades == [0.25, 0.5, 1.0]
    assert {"Attention", "view", "buy", "early", "late", "0.50", "2.00"} <= set(words(root))
