"""What changes the catalog. Stock and ratings change by one conditional statement each, so that no two shoppers
undo each other."""

from collections.abc import Iterable, Mapping
from functools import partial

from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from config.errors import InvalidInput
from shop.catalog.models import Category, Product, ProductPicture
from shop.catalog.photographs import remove_photograph
from shop.catalog.selectors import forget_category_tree
from shop.tasks import make_picture_sizes


def take_stock(*, product_id: int, quantity: int) -> bool:
    """Take this many off the shelf; False, and nothing done, where so many are not there (or not for sale)."""
    there = Product.objects.active().filter(pk=product_id, stock__gte=quantity)
    return there.update(stock=F("stock") - quantity) == 1


def return_stock(*, product_id: int, quantity: int) -> None:
    Product.objects.filter(pk=product_id).update(stock=F("stock") + quantity)


def change_rating(*, product_id: int, added: int | None = None, removed: int | None = None) -> bool:
    """Count stars in, out, or exchange them; False where there is nothing to take them from."""
    rated = Product.objects.filter(pk=product_id)
    if removed is not None:
        rated = rated.filter(rating_count__gte=1, rating_sum__gte=removed)
    stars = (added or 0) - (removed or 0)
    count = (added is not None) - (removed is not None)
    return rated.update(rating_sum=F("rating_sum") + stars, rating_count=F("rating_count") + count) == 1


def category_text_of(category: Category) -> str:
    """The names from the department down, as search knows them of a product."""
    steps = category.path.split("/")
    paths = ["/".join(steps[: depth + 1]) for depth in range(len(steps))]
    names = Category.objects.filter(path__in=paths).order_by("path").values_list("name", flat=True)
    return " ".join(names)[:250]


def save_product(product: Product) -> Product:
    product.category_text = category_text_of(product.category)
    product.save()
    return product


@transaction.atomic
def save_picture(picture: ProductPicture) -> ProductPicture:
    """A new photograph gets its sizes soon after; the one that it replaces goes with all of its own."""
    before = ProductPicture.objects.filter(pk=picture.pk).values_list("image", flat=True).first()
    picture.save()
    if picture.image.name != before:
        picture.sizes = []
        picture.save(update_fields=["sizes"])
        make_picture_sizes.delay_on_commit(picture.pk)
        _remove_after_commit([before] if before else [])
    return picture


def delete_picture(picture: ProductPicture) -> None:
    _remove_after_commit([picture.image.name])
    picture.delete()


@transaction.atomic
def delete_products(products: Iterable[Product]) -> None:
    """With their photographs, which the database knows only by name."""
    ids = [product.pk for product in products]
    _remove_after_commit(ProductPicture.objects.filter(product__in=ids).values_list("image", flat=True))
    Product.objects.filter(pk__in=ids).delete()


def _remove_after_commit(names: Iterable[str]) -> None:
    for name in names:
        transaction.on_commit(partial(remove_photograph, name))


@transaction.atomic
def save_category(category: Category) -> Category:
    """Save, and carry a new name or place to all categories and products below."""
    before = Category.objects.filter(pk=category.pk).values_list("path", flat=True).first()
    if before and category.parent and f"{category.parent.path}/".startswith(f"{before}/"):
        raise InvalidInput(
            _("A category cannot lie below itself."), fields={"parent": [_("Choose another parent.")]}
        )
    category.save()
    if before and before != category.path:
        moved = Category.objects.filter(path__startswith=f"{before}/")
        moved.update(path=Concat(Value(category.path), Substr("path", len(before) + 1)))
    if before:
        _rename_below(category)
    transaction.on_commit(forget_category_tree)
    return category


def _rename_below(category: Category) -> None:
    for each in Category.objects.below(category):
        text = category_text_of(each)
        each.products.exclude(category_text=text).update(category_text=text)


def set_popularity(scores: Mapping[int, float]) -> int:
    """Write how much each product is wanted now; those not named are wanted least. Returns how many changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE shop_product SET popularity = now.score
            FROM (
                SELECT product.id, coalesce(given.score, 0) AS score
                FROM shop_product product
                LEFT JOIN unnest(%(ids)s::bigint[], %(scores)s::float8[]) AS given (id, score) USING (id)
            ) AS now
            WHERE shop_product.id = now.id AND shop_product.popularity <> now.score
            """,
            {"ids": list(scores), "scores": [float(score) for score in scores.values()]},
        )
        return cursor.rowcount
