from xml.etree import ElementTree as ET

import pytest

from recommender.evaluation import plots

SVG = "{http://www.w3.org/2000/svg}"


def read(picture: str) -> ET.Element:
    return ET.fromstring(picture)  # noqa: S314, our own file


def words(root: ET.Element) -> list[str]:
    return [text.text for text in root.iter(f"{SVG}text")]


def test_bars_are_as_high_as_their_values():
    root = read(plots.bars("Hits", {"a": 10.0, "b": 20.0, "c": 0.0}, unit=" %"))
    a, b, c = (float(bar.get("height")) for bar in list(root.iter(f"{SVG}rect"))[1:])
    assert b == pytest.approx(2 * a, rel=0.01)
    assert c == 0
    assert {"Hits", "a", "b", "c", "10.0", "20.0", "0 %"} <= set(words(root))


def test_a_whisker_stays_within_the_picture():
    root = read(plots.bars("Hits", {"a": 19.0}, intervals={"a": (15.0, 39.0)}, unit=" %"))
    whisker = list(root.iter(f"{SVG}polyline"))[-1].get("points").split()
    (x, low), (same, high) = (map(float, point.split(",")) for point in whisker)
    assert x == same
    assert plots.TOP <= high < low < plots.HEIGHT - plots.BOTTOM


def test_curves_have_a_dot_for_each_point_and_a_name_for_each_line():
    series = {"one": [(5, 1.0), (10, 2.0)], "two": [(5, 1.0), (10, 2.0)]}
    root = read(plots.curves("By k", series, across="k", unit=""))
    dots = [(float(dot.get("cx")), float(dot.get("cy"))) for dot in root.iter(f"{SVG}circle")]
    assert dots[:2] == dots[2:]
    assert dots[0][0] < dots[1][0]
    assert dots[0][1] > dots[1][1]  # upwards is less
    names = [text for text in root.iter(f"{SVG}text") if text.text in series]
    assert abs(float(names[0].get("y")) - float(names[1].get("y"))) >= 15  # they do not cover each other


def test_a_single_point_and_strange_names_are_drawn_too():
    root = read(plots.curves("A < B & C", {"<x>": [(1, 0.0)]}, across="k", unit=""))
    assert "A < B & C" in words(root)
    assert "<x>" in words(root)
