"""Products from elsewhere: known by the id that they have there, so that a second import changes and never doubles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from django.conf import settings
from django.db import connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from shop.catalog.models import Category, Product
from shop.catalog.services import category_text_of, save_category

STOCK = 100  # behavior files do not say how much there is
IMPORT_LOCK = 7_201_002  # any number that no other advisory lock uses
SLUG_LENGTH = 140
FOLLOWED = ("title", "brand", "price", "currency")


@dataclass(frozen=True, slots=True)
class ImportedProduct:
    """What is not known is None or empty; `category` runs from the widest to the narrowest."""

    external_id: str
    title: str
    price: Decimal | None
    currency: str = ""
    category: tuple[str, ...] = ()
    brand: str = ""


class ProductImport:
    """Takes batches of products; remembers under which number each is sold here."""

    def __init__(self):
        self.ids: dict[str, int] = {}
        """Product by external id."""
        self.added = self.known = 0
        self._categories: dict[tuple[str, ...], Category] = {}
        self._texts: dict[int, str] = {}

    @transaction.atomic
    def save(self, products: Sequence[ImportedProduct]) -> None:
        """New ones come in stock and active; of known ones title, brand and price follow the file, nothing else does."""
        lock_imports()
        known = _known(products)
        new = [product for product in products if product.external_id not in known]
        changed = [
            known[product.external_id]
            for product in products
            if product.external_id in known and _follow(known[product.external_id], product)
        ]
        Product.objects.bulk_update(changed, FOLLOWED, batch_size=500)
        rows = [*known.values(), *self._added(new)]
        self.ids |= {row.external_id: row.pk for row in rows}
        self.added, self.known = self.added + len(new), self.known + len(known)

    def _added(self, products: Sequence[ImportedProduct]) -> list[Product]:
        slugs = _free_slugs(products)
        rows = []
        for product, slug in zip(products, slugs, strict=True):
            category = self._category(product.category or (_("Other"),))
            rows.append(
                Product(
                    category=category,
                    slug=slug,
                    title=product.title[:200],
                    brand=product.brand[:80],
                    price=product.price or Decimal(0),
                    currency=product.currency or settings.CURRENCY,
                    stock=STOCK,
                    external_id=product.external_id,
                    category_text=self._texts[category.pk],
                )
            )
        return Product.objects.bulk_create(rows)

    def _category(self, names: tuple[str, ...]) -> Category:
        """The category of this path of names, made with all above it where it is missing."""
        if names not in self._categories:
            parent = self._category(names[:-1]) if names[1:] else None
            slug = slugify(" ".join(names), allow_unicode=False)[:80].strip("-") or "other"
            category = Category.objects.filter(slug=slug).first()
            if category is None:
                category = save_category(Category(slug=slug, name=names[-1][:80], parent=parent))
            self._categories[names] = category
            self._texts[category.pk] = category_text_of(category)
        return self._categories[names]


def lock_imports() -> None:
    """Until the transaction ends, nobody else imports: external ids are not unique by themselves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])


def _known(products: Iterable[ImportedProduct]) -> dict[str, Product]:
    ids = [product.external_id for product in products]
    rows = Product.objects.filter(external_id__in=ids).only("external_id", *FOLLOWED)
    return {row.external_id: row for row in rows}


def _follow(row: Product, product: ImportedProduct) -> bool:
    """Take over what the file says; whether that changed anything."""
    before = [getattr(row, name) for name in FOLLOWED]
    row.title, row.brand = product.title[:200], product.brand[:80]
    row.price = row.price if product.price is None else product.price
    row.currency = product.currency or row.currency
    return before != [getattr(row, name) for name in FOLLOWED]


def _free_slugs(products: Sequence[ImportedProduct]) -> list[str]:
    """Title and code, which nobody has twice; a number follows where the shop has such a page already."""
    wanted = [_slug(product) for product in products]
    taken = set(Product.objects.filter(slug__in=wanted).values_list("slug", flat=True))
    slugs = []
    for slug in wanted:
        free = slug
        if slug in taken:
            taken.update(Product.objects.filter(slug__startswith=f"{slug}-").values_list("slug", flat=True))
            free = next(name for name in (f"{slug}-{number}" for number in count(2)) if name not in taken)
        taken.add(free)
        slugs.append(free)
    return slugs


def _slug(product: ImportedProduct) -> str:
    code, title = slugify(product.external_id.rpartition(":")[2]), slugify(product.title)
    if title.endswith(code):
        return title[-SLUG_LENGTH:].strip("-")
    return f"{title[: SLUG_LENGTH - len(code) - 9].strip('-')}-{code}".strip("-")
