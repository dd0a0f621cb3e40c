from functools import partial

from django.contrib import admin
from django.core.validators import FileExtensionValidator
from django.db.models import QuerySet
from django.forms import FileField, ModelForm
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportModelAdmin
from import_export.resources import ModelResource
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.import_export.forms import ExportForm
from unfold.decorators import display

from config.admin import link_to, with_recommender
from shop.catalog.models import Category, Product, ProductPicture
from shop.catalog.product_files import FORMATS, ProductImportForm
from shop.catalog.services import delete_picture, delete_products, save_category, save_picture, save_product
from shop.catalog.uploads import clean_picture
from shop.demand.views import reorder, reorder_file

PHOTOGRAPHS = ["png", "jpg", "jpeg", "webp", "avif"]


class PictureForm(ModelForm):
    image = FileField(label=_("picture"), validators=[FileExtensionValidator(PHOTOGRAPHS)])

    def clean_image(self):
        image = self.cleaned_data["image"]
        return clean_picture(image) if "image" in self.changed_data else image


class CategoryForm(PictureForm):
    """A category can do without a picture."""

    image = FileField(
        label=_("picture"),
        required=False,
        validators=[FileExtensionValidator(PHOTOGRAPHS)],
        help_text=_("Its name stands beside it, so it needs no description."),
    )

    def clean_image(self):
        image = self.cleaned_data["image"]
        return super().clean_image() if image else image


class PictureInline(TabularInline):
    model = ProductPicture
    form = PictureForm
    fields = ("preview", "image", "alt", "position")
    readonly_fields = ("preview",)
    extra = 0

    @display(description="")
    def preview(self, picture: ProductPicture):
        return thumbnail(picture)


class ProductResource(ModelResource):
    """Product files: rows are recognized by their slug."""

    class Meta:
        model = Product
        import_id_fields = ("slug",)
        fields = (
            "slug",
            "title",
            "brand",
            "category__slug",
            "description",
            "price",
            "list_price",
            "currency",
            "stock",
            "is_active",
            "is_consumable",
            "replenishment_days",
            "variant_group",
        )


@admin.register(Product)
class ProductAdmin(ModelAdmin, ImportExportModelAdmin):
    resource_classes = (ProductResource,)
    formats = FORMATS
    import_form_class = ProductImportForm
    export_form_class = ExportForm
    list_display = ("preview", "title", "brand", "category", "price", "stock", "is_active", "stars")
    list_display_links = ("preview", "title")
    list_editable = ("price", "stock", "is_active")
    list_filter = ("is_active", "is_consumable", ("category", admin.RelatedOnlyFieldListFilter))
    list_per_page = 50
    list_select_related = ("category",)
    search_fields = ("title", "brand", "slug", "variant_group")
    autocomplete_fields = ("category",)
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = ("stars", "created_at", "updated_at", "recommender")
    inlines = (PictureInline,)
    fieldsets = (
        (
            None,
            {"fields": ("title", "slug", "brand", "category", "description", "attributes", "variant_group")},
        ),
        (_("Price and stock"), {"fields": (("price", "list_price", "currency"), ("stock", "is_active"))}),
        (_("Rhythm"), {"fields": (("is_consumable", "replenishment_days"), "released_at")}),
        (_("Facts"), {"fields": ("stars", "created_at", "updated_at", "external_id")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        return super().get_queryset(request).prefetch_related("pictures")

    def get_urls(self) -> list[URLPattern]:
        page = partial(reorder, site=self.admin_site)
        return [
            path("reorder/", self.admin_site.admin_view(page), name="shop_product_reorder"),
            path("reorder/file/", self.admin_site.admin_view(reorder_file), name="shop_product_reorder_file"),
            *super().get_urls(),
        ]

    def get_fieldsets(self, request: HttpRequest, obj: Product | None = None) -> list:
        parts = super().get_fieldsets(request, obj)
        return with_recommender(request, obj, parts, right="recommender.view_health")

    @display(description=_("exposure, neighbors, rules"))
    def recommender(self, product: Product):
        return link_to(reverse("admin:recommender_product", args=[product.pk]), _("In the recommender"))

    def has_import_permission(self, request: HttpRequest) -> bool:
        """The library lets in all of the staff; a file adds and changes products."""
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def save_model(self, request: HttpRequest, obj: Product, form, change: bool) -> None:
        save_product(obj)

    def save_formset(self, request: HttpRequest, form, formset, change: bool) -> None:
        pictures = formset.save(commit=False)
        for picture in formset.deleted_objects:
            delete_picture(picture)
        for picture in pictures:
            save_picture(picture)

    def delete_model(self, request: HttpRequest, obj: Product) -> None:
        delete_products([obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        delete_products(queryset)

    @display(description="")
    def preview(self, product: Product):
        return thumbnail(product.picture)

    @display(description=_("stars"), ordering="rating")
    def stars(self, product: Product) -> str:
        return f"{product.rating:.1f} ({product.rating_count})" if product.rating else "–"


@admin.register(Category)
class CategoryAdmin(ModelAdmin):
    form = CategoryForm
    list_display = ("name", "path", "position")
    list_editable = ("position",)
    ordering = ("path",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("parent",)

    def save_model(self, request: HttpRequest, obj: Category, form, change: bool) -> None:
        save_category(obj)


def thumbnail(picture: ProductPicture | None):
    if picture is None or not picture.image:
        return "–"
    return format_html('<img src="{}" alt="{}" width="48" height="48">', picture.image.url, picture.alt)
