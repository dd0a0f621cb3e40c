from xml.etree import ElementTree as ET

import pytest

from recommender.evaluation.drift.pictures import pictures_of
from recommender.evaluation.drift.summary import studies
from tests.factories.drift import drift_row

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def pictures():
    rows = [drift_row(), drift_row(mode="dynamic"), drift_row("item_knn", epochs=[])]
    for row in rows[2:]:
        del row["attention"]
    return {
        name: ET.fromstring(picture)  # noqa: S314, our own file
        for name, picture in pictures_of(studies(rows)[0], star="gru_tam").items()
    }


def dots(root) -> int:
    return len(list(root.iter(f"{SVG}circle")))


def test_each_question_has_its_picture(pictures):
    assert set(pictures) == {
        f"drift-simulated-{name}"
        for name in (
            "accuracy", "HR", "ROC", "positions", "loss", "errors", "groups",
            "attention-static", "attention-dynamic",
        )
    }  # fmt: skip


def test_pictures_have_a_point_for_each_figure(pictures):
    assert dots(pictures["drift-simulated-accuracy"]) == 3 * 5
    assert dots(pictures["drift-simulated-positions"]) == 10  # of who follows
    assert dots(pictures["drift-simulated-loss"]) == 2
    assert dots(pictures["drift-simulated-errors"]) == 2 * 2 * 10
    assert dots(pictures["drift-simulated-groups"]) == 2 * 2 * 5


def test_the_roc_has_a_point_for_each_place_of_its_grid_and_the_line_of_chance(pictures):
    lines = [line.get("points").split() for line in pictures["drift-simulated-ROC"].iter(f"{SVG}polyline")]
    assert max(map(len, lines)) == 51
    words = [text.text for text in pictures["drift-simulated-ROC"].iter(f"{SVG}text")]
    assert {"chance", "gru_tam, dynamic"} <= set(words)


def test_the_heat_map_has_a_cell_for_each_kind_stage_and_period_that_occurs(pictures):
    cells = [
        cell
        for cell in pictures["drift-simulated-attention-dynamic"].iter(f"{SVG}rect")
        if cell.get("fill-opacity")
    ]
    assert len(cells) == 2 * (3 + 5) - 1
