"""Draws all demo pictures on one sheet, to be looked at together: python -m docs.contact_sheet"""

import argparse
import base64
import shutil
from html import escape
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from shop.demo.assortment import category_specs, department_specs
from shop.demo.drawings import draw, views
from shop.demo.kinds import DEPARTMENTS, KINDS
from shop.demo.kinds.kind import Department, Kind

SHEET = Path(__file__).parent / "screenshots" / "contact-sheet.png"
WIDTH = 1400
COLORS = 255
STYLE = """
body { margin: 0; padding: 0 24px 12px; font: 13px/1.3 sans-serif; color: #2b2a28; background: #fff }
h2 { margin: 24px 0 8px; font-size: 18px }
section { display: grid; grid-template-columns: repeat(7, 1fr); gap: 16px 12px }
figure { margin: 0 }
figure > img { display: block; width: 100%; border-radius: 6px }
div { display: grid; grid-template-columns: repeat(10, 1fr); gap: 1px; margin-top: 2px }
div.views { grid-template-columns: repeat(3, 1fr) }
div img { width: 100% }
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=SHEET, help="where the sheet goes")
    parser.add_argument("--department", choices=[each.slug for each in DEPARTMENTS], help="only this one")
    parser.add_argument("--scale", type=float, default=1, help="2 draws everything twice as large")
    arguments = parser.parse_args()
    shown = [each for each in DEPARTMENTS if arguments.department in {None, each.slug}]
    sections = [*map(_section, shown), _tiles(shown)]
    sheet = one_below_the_other(photographs(sections, arguments.scale))
    sheet.quantize(COLORS).save(arguments.into, optimize=True)


def _section(department: Department) -> str:
    categories = {category.slug for category in department.categories}
    kinds = [kind for kind in KINDS.values() if kind.category in categories]
    return f"<h2>{escape(department.name)}</h2><section>{''.join(map(_kind, kinds))}</section>"


def _kind(kind: Kind) -> str:
    """Large in one color, so that neighbors differ; below it all its colors, then its further pictures."""
    color = kind.colors[list(KINDS).index(kind.slug) % len(kind.colors)]
    variants = "".join(_image(draw(kind.slug, each)) for each in kind.colors)
    further = views(kind.slug, color, kind.colors if kind.colored else ()).values()
    seen = "".join(_image(draw_view()) for draw_view in further)
    below = f'<div>{variants}</div><div class="views">{seen}</div>'
    return _figure(_image(draw(kind.slug, color)), kind.name, below)


def _tiles(departments: list[Department]) -> str:
    slugs = {each.slug for each in departments}
    specs = [each for each in department_specs() if each.slug in slugs]
    specs += [each for each in category_specs() if each.parent_slug in slugs]
    tiles = "".join(_figure(_image(draw(spec.drawing, spec.color)), spec.name) for spec in specs)
    return f"<h2>Departments and categories</h2><section>{tiles}</section>"


def _figure(image: str, name: str, below: str = "") -> str:
    return f"<figure>{image}{below}<figcaption>{escape(name)}</figcaption></figure>"


def _image(drawn: str) -> str:
    data = base64.b64encode(drawn.encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{data}" alt="">'


def photographs(sections: list[str], scale: float) -> list[Image.Image]:
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 100}, device_scale_factor=scale)
        page.set_default_timeout(0)  # many pictures: a small machine needs its time
        shots = []
        for section in sections:
            page.set_content(f"<!doctype html><style>{STYLE}</style>{section}")
            shots.append(Image.open(BytesIO(page.screenshot(full_page=True))).convert("RGB"))
        browser.close()
    return shots


def one_below_the_other(shots: list[Image.Image]) -> Image.Image:
    sheet = Image.new("RGB", (shots[0].width, sum(shot.height for shot in shots)))
    top = 0
    for shot in shots:
        sheet.paste(shot, (0, top))
        top += shot.height
    return sheet


if __name__ == "__main__":
    main()
