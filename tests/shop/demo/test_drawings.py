import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings

from shop.demo.drawings import DRAWINGS, draw, views
from shop.demo.drawings.marks import MARKS, write_marks
from shop.demo.drawings.palette import COLORS
from shop.demo.drawings.seasons import SCENES, write_scenes
from shop.demo.kinds import COLORS as PRODUCT_COLORS
from shop.demo.kinds import DEPARTMENTS, KINDS

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {"svg", "defs", "g", "path", "rect", "circle", "ellipse", "linearGradient", "radialGradient", "stop"}


def test_every_kind_and_every_tile_has_a_drawing():
    tiles = {category.drawing for department in DEPARTMENTS for category in department.categories}
    assert set(KINDS) | tiles | {department.drawing for department in DEPARTMENTS} <= set(DRAWINGS)


def test_every_product_color_is_on_the_palette_with_tones_of_its_own():
    assert set(PRODUCT_COLORS) == set(COLORS)
    for tone in COLORS.values():
        tones = (tone.tint, tone.light, tone.mid, tone.dark, tone.deep)
        assert len(set(tones)) == 5
        assert all(re.fullmatch(r"#[0-9a-f]{6}", color) for color in tones)
        assert tone.companion is not tone


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_a_drawing_is_safe_well_formed_svg_in_every_color(drawing):
    for color in COLORS:
        root = parsed(draw(drawing, color))
        assert root.get("viewBox") == "0 0 400 400"
        assert {element.tag.removeprefix(SVG) for element in root.iter()} <= SHAPES
        assert_only_plain_attributes(root)


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_a_drawing_defines_every_paint_that_it_uses(drawing):
    text = draw(drawing, "moss")
    assert set(re.findall(r"url\(#([\w-]+)\)", text)) <= set(re.findall(r' id="([\w-]+)"', text))


def test_drawings_differ_by_kind_and_by_color():
    pictures = {draw(drawing, color) for drawing in DRAWINGS for color in COLORS}
    assert len(pictures) == len(DRAWINGS) * len(COLORS)


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_further_views_are_safe_small_and_differ_by_color(drawing):
    kind = KINDS[drawing]
    seen = set()
    for color in kind.colors:
        drawn = {
            name: draw_view()
            for name, draw_view in views(drawing, color, kind.colors if kind.colored else ()).items()
        }
        assert "closely" in drawn
        for text in drawn.values():
            assert_only_plain_attributes(parsed(text))
            assert set(re.findall(r"url\(#([\w-]+)\)", text)) <= set(re.findall(r' id="([\w-]+)"', text))
            assert len(text) < 32_000
        assert not seen & set(drawn.values())
        seen |= set(drawn.values())


def test_what_comes_in_colors_is_shown_among_them():
    assert set(views("mug", "moss", KINDS["mug"].colors)) == {"closely", "family", "box"}
    assert set(views("coffee-beans", "moss")) == {"closely"}


def test_pictures_are_small():
    assert max(len(draw(drawing, "plum")) for drawing in DRAWINGS) < 16_000


def test_an_unknown_drawing_or_color_is_refused():
    with pytest.raises(KeyError):
        draw("unicorn", "moss")
    with pytest.raises(KeyError):
        draw("mug", "infrared")


@pytest.mark.parametrize("mark", [*MARKS, *SCENES])
def test_the_marks_of_the_shop_are_safe_svg(mark):
    assert_only_plain_attributes(parsed(mark()))


@pytest.mark.parametrize(
    ("write", "drawn", "folder"), [(write_marks, MARKS, "img"), (write_scenes, SCENES, "img/seasons")]
)
def test_the_static_pictures_are_the_drawn_ones(write, drawn, folder, tmp_path):
    write(tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {f"{picture.__name__}.svg" for picture in drawn}
    for name in names:
        kept = Path(settings.BASE_DIR) / "static" / folder / name
        assert kept.read_text() == (tmp_path / name).read_text()


def parsed(text):
    return ET.fromstring(text)  # noqa: S314  (drawn by ourselves)


def assert_only_plain_attributes(root):
    """No scripts, no handlers, no links, no inline style: a strict content policy shows it all."""
    for element in root.iter():
        assert not {
            name for name in element.attrib if name.startswith("on") or "href" in name or name == "style"
        }
        assert not (element.text or "").strip()
