"""The vocabulary of the assortment: department, category, brand and product kind."""

from dataclasses import dataclass, field

from .seasons import EVEN

COLORS = (
    "terracotta",
    "moss",
    "sand",
    "ink",
    "sky",
    "plum",
    "mustard",
    "blush",
    "lagoon",
    "cherry",
)


@dataclass(frozen=True)
class Category:
    slug: str
    name: str
    description: str
    drawing: str


@dataclass(frozen=True)
class Department:
    slug: str
    name: str
    description: str
    drawing: str
    color: str
    categories: tuple[Category, ...]


@dataclass(frozen=True)
class Brand:
    """`level` runs from 0 (budget) to 1 (luxury); `creed` is one sentence of its character."""

    name: str
    level: float
    departments: tuple[str, ...]
    adjective: str
    creed: str


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One product kind: all that its products share, and the choices in which they differ.

    `styles` maps each material, scent or variety to a sentence about it. `features` are
    predicates that follow "It" (or "They", when `plural`), `uses` whole sentences.
    `noun` is the name inside a sentence where lower case would be wrong.
    A kind that is not `colored` keeps its color to the picture: the label on a bag of coffee.
    """

    slug: str
    name: str
    category: str
    price: tuple[int, int]
    styles: dict[str, str]
    features: tuple[str, ...]
    uses: tuple[str, ...]
    style_label: str = "Material"
    sizes: tuple[str, ...] = ("",)
    size_label: str = "Size"
    colors: tuple[str, ...] = COLORS
    colored: bool = True
    plural: bool = False
    noun: str = ""
    details: dict[str, tuple[str, ...]] = field(default_factory=dict)
    season: tuple[float, ...] = EVEN
    complements: tuple[str, ...] = ()
    price_sensitivity: str = "medium"
    popularity: float = 1.0
    breadth: int = 1
    replenishment_days: int | None = None

    @property
    def is_consumable(self) -> bool:
        return self.replenishment_days is not None
