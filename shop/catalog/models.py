from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import FileExtensionValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PICTURES = FileExtensionValidator(["svg", "png", "jpg", "jpeg", "webp", "avif"])


class CategoryQuerySet(models.QuerySet):
    def departments(self):
        return self.filter(parent=None).order_by("position", "name")

    def below(self, category: "Category"):
        """The category itself and all under it."""
        return self.filter(Q(path=category.path) | Q(path__startswith=category.path + "/"))


class Category(models.Model):
    """A node of the tree; a node without parent is a department."""

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = models.CharField(pgettext_lazy("category", "name"), max_length=80)
    description = models.TextField(_("description"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    image = models.FileField(_("picture"), upload_to="categories/", blank=True, validators=[PICTURES])
    path = models.CharField(max_length=250, unique=True, editable=False)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "name"]
        indexes = [
            models.Index(
                fields=["path"],
                name="category_path_prefix",
                opclasses=["varchar_pattern_ops"],
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.path = f"{self.parent.path}/{self.slug}" if self.parent else self.slug
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("category", args=[self.slug])


class ProductQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def in_stock(self):
        return self.filter(stock__gt=0)

    def with_gallery(self):
        """With all pictures, in the same query: pages with several shelves have few queries to spend."""
        pictures = ProductPicture.objects.filter(product=OuterRef("pk"))
        return self.annotate(
            gallery_rows=ArraySubquery(
                pictures.values(row=JSONObject(image="image", alt="alt", sizes="sizes"))
            )
        )

    def for_cards(self):
        """All that a product card shows, in one query."""
        return self.select_related("category").with_gallery().defer("search_vector", "description")


class Product(models.Model):
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="products", verbose_name=_("category")
    )
    slug = models.SlugField(_("slug"), max_length=140, unique=True)
    title = models.CharField(_("title"), max_length=200)
    brand = models.CharField(_("brand"), max_length=80, blank=True, db_index=True)
    description = models.TextField(_("description"), blank=True)
    attributes = models.JSONField(
        _("attributes"), default=dict, blank=True, help_text=_("Name and value pairs.")
    )
    price = models.DecimalField(
        _("price"), max_digits=10, decimal_places=2, validators=[MinValueValidator(0)]
    )
    list_price = models.DecimalField(
        _("former price"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Shown struck through."),
    )
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    stock = models.PositiveIntegerField(_("stock"), default=0)
    is_active = models.BooleanField(_("active"), default=True)
    is_consumable = models.BooleanField(
        _("consumable"), default=False, help_text=_("Used up and bought again.")
    )
    replenishment_days = models.PositiveSmallIntegerField(
        _("lasts for days"),
        null=True,
        blank=True,
        help_text=_("Typical time until it is bought again."),
    )
    rating_sum = models.PositiveIntegerField(default=0, editable=False)
    rating_count = models.PositiveIntegerField(default=0, editable=False)
    rating = models.GeneratedField(
        verbose_name=_("rating"),
        expression=models.Case(
            models.When(rating_count=0, then=None),
            default=F("rating_sum") * Decimal("1.0") / F("rating_count"),
        ),
        output_field=models.DecimalField(max_digits=4, decimal_places=2, null=True),
        db_persist=True,
    )
    # How much it is wanted now, for sorting; written in bulk by catalog services.
    popularity = models.FloatField(_("popularity"), default=0, editable=False)
    released_at = models.DateTimeField(_("released"), default=timezone.now)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    variant_group = models.CharField(
        _("variant group"),
        max_length=140,
        blank=True,
        default="",
        db_default="",
        help_text=_("Products with the same name here are one thing in several colors, sizes or styles."),
    )
    external_id = models.CharField(_("external id"), max_length=60, blank=True, db_index=True)
    # A generated column sees its own row only, so the names of the categories above are kept here by catalog services.
    category_text = models.CharField(max_length=250, blank=True, editable=False)
    search_vector = models.GeneratedField(
        expression=(
            SearchVector("title", weight="A", config="english")
            + SearchVector("brand", weight="B", config="english")
            + SearchVector("category_text", weight="C", config="english")
            + SearchVector("description", weight="D", config="english")
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0), name="product_price_not_negative"),
            models.CheckConstraint(
                condition=Q(list_price=None) | Q(list_price__gt=F("price")),
                name="product_list_price_above_price",
            ),
            models.CheckConstraint(
                condition=Q(is_consumable=False) | Q(replenishment_days__gt=0),
                name="product_consumable_has_rhythm",
            ),
        ]
        indexes = [
            GinIndex(fields=["search_vector"], name="product_search"),
            GinIndex(
                fields=["title"],
                opclasses=["gin_trgm_ops"],
                name="product_title_trigrams",
            ),
            models.Index(fields=["category", "is_active"], name="product_by_category"),
            models.Index(fields=["-released_at"], name="product_newest"),
            models.Index(fields=["variant_group"], name="product_variants", condition=~Q(variant_group="")),
            models.Index(fields=["-popularity", "-rating_count"], name="product_popular"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("product", args=[self.slug])

    @property
    def short_title(self) -> str:
        """Beside its brand a product need not begin with it: cards have little room."""
        return self.title.removeprefix(f"{self.brand} ")

    @property
    def saving(self) -> Decimal | None:
        """Against the former price."""
        return self.list_price - self.price if self.list_price else None

    @property
    def saving_percent(self) -> int | None:
        """Rounded down: never more than it is."""
        return int(self.saving * 100 / self.list_price) if self.list_price else None

    @property
    def is_available(self) -> bool:
        return self.is_active and self.stock > 0

    @cached_property
    def gallery(self) -> list["ProductPicture"]:
        """The pictures in their order; read with the product where `with_gallery` was asked for."""
        if hasattr(self, "gallery_rows"):
            return [ProductPicture(**row) for row in self.gallery_rows]
        return list(self.pictures.all())

    @property
    def picture(self) -> "ProductPicture | None":
        return next(iter(self.gallery), None)


class ProductPicture(models.Model):
    product = models.ForeignKey(Product, models.CASCADE, related_name="pictures", verbose_name=_("product"))
    image = models.FileField(
        _("picture"),
        upload_to="products/",
        validators=[PICTURES],
    )
    alt = models.CharField(
        _("description for those who cannot see it"),
        max_length=200,
        blank=True,
        help_text=_("What the picture shows, in a few words; without it, the product's title is read out."),
    )
    # The widths in which a photograph lies ready as AVIF and WebP; a drawing has none.
    sizes = ArrayField(models.PositiveSmallIntegerField(), default=list, db_default=[], editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.alt or self.image.name
