"""The product kinds of the demo shop, one file for each department."""

from . import bath, desk, garden, kitchen, living, outdoor, pantry, play
from .brands import BRANDS, SERIES, brands_of
from .kind import COLORS, Brand, Category, Department, Kind

__all__ = [
    "BRANDS",
    "COLORS",
    "DEPARTMENTS",
    "KINDS",
    "SERIES",
    "Brand",
    "Category",
    "Department",
    "Kind",
    "brands_of",
    "department_of",
]

_FILES = (kitchen, pantry, living, garden, outdoor, desk, bath, play)

DEPARTMENTS: tuple[Department, ...] = tuple(file.DEPARTMENT for file in _FILES)
KINDS: dict[str, Kind] = {kind.slug: kind for file in _FILES for kind in file.KINDS}

_DEPARTMENT_OF_CATEGORY = {
    category.slug: department for department in DEPARTMENTS for category in department.categories
}


def department_of(kind: Kind) -> Department:
    return _DEPARTMENT_OF_CATEGORY[kind.category]
