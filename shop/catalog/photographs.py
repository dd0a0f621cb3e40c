"""The sizes of a photograph: the same picture in several widths, each as AVIF and as WebP, in a folder beside it.

Drawings (SVG) are sharp at any size and have none. Pillow alone does it: the thumbnail libraries want an
`ImageField`, which takes no drawings, or tables and caches of their own.
"""

from io import BytesIO
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from shop.catalog.models import ProductPicture

WIDTHS = (200, 400, 800, 1600)
QUALITIES = {"avif": 60, "webp": 80}


def make_sizes(picture_id: int) -> list[int]:
    """Draw all sizes, then say so in the row: a page never names a file that is not there. Can be done again."""
    picture = ProductPicture.objects.filter(pk=picture_id).first()
    if picture is None or is_drawing(picture.image.name):
        return []
    name = picture.image.name
    with default_storage.open(name) as file, Image.open(file) as opened:
        photograph = opened.convert("RGBA" if "A" in opened.getbands() else "RGB")
    widths = _widths(photograph.width)
    for width in widths:
        smaller = photograph.resize((width, max(1, round(photograph.height * width / photograph.width))))
        for kind, quality in QUALITIES.items():
            _store(size_name(name, width, kind), smaller, kind, quality)
    # Not where the picture was exchanged meanwhile: that one has a task of its own.
    if not ProductPicture.objects.filter(pk=picture_id, image=name).update(sizes=widths):
        remove_photograph(name)
        return []
    return widths


def size_name(name: str, width: int, kind: str) -> str:
    """`products/mug.webp` lies at 400 px as `products/mug/400.avif`."""
    return f"{_folder(name)}/{width}.{kind}"


def remove_photograph(name: str) -> None:
    """The photograph and all its sizes. Drawings stay: many products share one."""
    if is_drawing(name):
        return
    default_storage.delete(name)
    folder = _folder(name)
    try:
        _folders, sizes = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for size in sizes:
        default_storage.delete(f"{folder}/{size}")
    default_storage.delete(folder)


def is_drawing(name: str) -> bool:
    return name.lower().endswith(".svg")


def _widths(largest: int) -> list[int]:
    """All that are narrower than the photograph, and its own width: nothing is blown up."""
    return sorted({min(width, largest) for width in WIDTHS})


def _folder(name: str) -> str:
    return str(PurePosixPath(name).with_suffix(""))


def _store(name: str, image: Image.Image, kind: str, quality: int) -> None:
    drawn = BytesIO()
    image.save(drawn, kind, quality=quality)
    default_storage.delete(name)
    default_storage.save(name, ContentFile(drawn.getvalue()))
