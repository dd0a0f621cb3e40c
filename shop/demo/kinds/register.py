"""All kinds of all departments, by slug."""

from . import bath, desk, garden, kitchen, living, outdoor, pantry, play
from .kind import Department, Kind

_FILES = (kitchen, pantry, living, garden, outdoor, desk, bath, play)

DEPARTMENTS: tuple[Department, ...] = tuple(file.DEPARTMENT for file in _FILES)
KINDS: dict[str, Kind] = {kind.slug: kind for file in _FILES for kind in file.KINDS}

_DEPARTMENT_OF_CATEGORY = {
    category.slug: department for department in DEPARTMENTS for category in department.categories
}


def department_of(kind: Kind) -> Department:
    return _DEPARTMENT_OF_CATEGORY[kind.category]
