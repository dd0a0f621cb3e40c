"""The product kinds of the demo shop, one file for each department."""

from .brands import BRANDS, SERIES, brands_of
from .kind import COLORS, Brand, Category, Department, Kind
from .register import DEPARTMENTS, KINDS, department_of

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
