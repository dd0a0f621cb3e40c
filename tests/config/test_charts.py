"""config/charts.py and static/js/charts.js: the numbers, their table, and what a browser makes of them."""

from decimal import Decimal
from pathlib import Path

import pytest
import unfold
from django.conf import settings
from django.template.loader import render_to_string

from config.charts import Chart, Series

THEME = Path(unfold.__file__).parent / "static/unfold"


def chart(**changes) -> Chart:
    told = {
        "id": "visits",
        "title": "Visits",
        "labels": ["Monday", "Tuesday", "Wednesday"],
        "series": [Series("Desktop", [1, None, 1200]), Series("Phone", [Decimal("2.50"), 0, 3])],
        "x_title": "Day",
        "y_title": "Visits a day",
    }
    return Chart(**(told | changes))


def rendered(one: Chart) -> str:
    return render_to_string("admin/partials/chart.html", {"chart": one})


def test_the_table_says_what_is_drawn():
    one = chart(unit="€", digits=1)
    assert one.head == ["Day", "Desktop (€)", "Phone (€)"]
    assert one.rows == [["Monday", "1.0", "2.5"], ["Tuesday", "–", "0.0"], ["Wednesday", "1,200.0", "3.0"]]


def test_numbers_are_such_that_json_knows():
    drawn = chart(series=[Series("s", [Decimal("2.50"), float("nan"), 7], low=[1, None, 2])]).data["series"][
        0
    ]
    assert drawn["values"] == [2.5, None, 7]
    assert drawn["low"] == [1, None, 2]


def test_numbers_are_rounded_not_cut():
    assert chart(labels=["a"], digits=1, series=[Series("s", [66.66])]).rows == [["a", "66.7"]]


def test_an_interval_stands_in_the_table_too():
    one = chart(labels=["a"], series=[Series("s", [5], low=[4], high=[6])])
    assert one.rows == [["a", "5 [4, 6]"]]


def test_points_are_listed_one_a_row():
    one = chart(kind="scatter", series=[Series("arm", points=[(1, 2), (3, 4)])])
    assert one.head == ["Series", "Day", "Visits a day"]
    assert one.rows == [["arm", "1", "2"], ["arm", "3", "4"]]


def test_a_heat_map_goes_from_the_least_to_the_most():
    one = chart(kind="heat", series=[Series("a", [0, 50, None]), Series("b", [100, 12, 88])])
    assert [[cell["level"] for cell in row["cells"]] for row in one.heat_rows] == [[0, 4, None], [8, 1, 7]]
    assert "heat-8" in rendered(one)
    assert "<canvas" not in rendered(one)


def test_a_heat_map_of_equal_numbers_is_pale():
    assert chart(kind="heat", series=[Series("a", [3, 3])]).heat_rows[0]["cells"][0]["level"] == 0


def test_without_a_number_words_stand_instead_of_axes():
    page = rendered(chart(series=[Series("s", [None, None])], empty="Nobody came yet."))
    assert "Nobody came yet." in page
    assert "<canvas" not in page
    assert chart(series=[Series("s", [0])]).is_empty is False


def test_texts_cannot_leave_their_place():
    page = rendered(chart(labels=["</script><b>"] * 3, title="<i>t</i>", series=[Series("<u>", [1, 2, 3])]))
    assert not any(tag in page for tag in ("<b>", "<i>", "<u>"))


@pytest.fixture
def gallery(chromium, tmp_path):
    """One chart of each kind on a page with the theme's own Chart.js; Chromium opens it from the disk."""
    kinds = {
        "line": chart(id="line", series=[Series("now", [1, 2, 3], low=[0, 1, 2], high=[2, 3, 4])]),
        "bar": chart(id="bar", kind="bar", horizontal=True),
        "stacked": chart(id="stacked", kind="stacked"),
        "scatter": chart(id="scatter", kind="scatter", series=[Series("s", points=[(1, 2)])]),
    }
    root = settings.BASE_DIR / "static"
    page_file = tmp_path / "gallery.html"
    page_file.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><link rel="stylesheet" href="{root}/css/charts.css">'
        f'<script src="{THEME}/js/chart/chart.js"></script><script src="{root}/js/charts.js"></script>'
        f"<body>{''.join(map(rendered, kinds.values()))}"
    )
    page = chromium.new_page(viewport={"width": 390, "height": 900})
    problems = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(page_file.as_uri())
    yield page
    page.close()
    assert problems == []


IN_BROWSER = "id => { const c = Chart.getChart(document.querySelector(`#${id} canvas`)); return %s; }"


@pytest.mark.browser
def test_every_kind_is_drawn_with_its_titles(gallery):
    for name in ("line", "bar", "stacked", "scatter"):
        titles = gallery.evaluate(IN_BROWSER % "Object.values(c.options.scales).map(s => s.title.text)", name)
        assert sorted(titles) == ["Day", "Visits a day"]
    assert gallery.evaluate(IN_BROWSER % "c.options.scales.y.stacked", "stacked") is True
    assert gallery.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.browser
def test_an_interval_is_drawn_but_not_in_the_legend(gallery):
    assert gallery.evaluate(IN_BROWSER % "c.data.datasets.map(d => d.data)", "line") == [
        [1, 2, 3],
        [0, 1, 2],
        [2, 3, 4],
    ]
    assert gallery.evaluate(IN_BROWSER % "c.legend.legendItems.length", "line") == 1


@pytest.mark.browser
def test_the_colors_follow_the_theme(gallery):
    ink = IN_BROWSER % "c.data.datasets[0].borderColor"
    assert gallery.evaluate(ink, "line") == "#1f6f5c"
    gallery.evaluate("document.documentElement.className = 'dark'")
    assert gallery.evaluate(ink, "line") == "#6fd0b4"


@pytest.mark.browser
def test_what_comes_later_is_drawn_and_what_went_is_given_up(gallery):
    gallery.evaluate(
        "() => { const line = document.querySelector('#line'); const copy = line.outerHTML; line.remove();"
        " document.body.insertAdjacentHTML('beforeend', copy);"
        " document.body.dispatchEvent(new Event('htmx:afterSettle')); }"
    )
    assert gallery.evaluate(IN_BROWSER % "c.data.labels.length", "line") == 3
    assert gallery.evaluate("Object.keys(Chart.instances).length") == 4
