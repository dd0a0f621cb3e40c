"""Products and categories as JSON."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from shop.catalog.models import Product, ProductPicture
from shop.catalog.selectors import CategoryNode, variants_of
from shop.currencies.fields import CurrencyField, PriceField
from shop.reviews.selectors import star_counts


class PictureSerializer(serializers.ModelSerializer):
    url = serializers.FileField(source="image", use_url=True)

    class Meta:
        model = ProductPicture
        fields = ["url", "alt"]


class ProductCardSerializer(serializers.ModelSerializer):
    """As a card shows it."""

    price = PriceField()
    list_price = PriceField(allow_null=True)
    currency = CurrencyField()
    category = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    pictures = PictureSerializer(many=True, read_only=True, source="gallery")
    url = serializers.URLField(source="get_absolute_url", read_only=True, help_text="Address of its page.")

    class Meta:
        model = Product
        fields = [
            "id",
            "slug",
            "title",
            "brand",
            "category",
            "price",
            "list_price",
            "currency",
            "stock",
            "is_consumable",
            "rating",
            "rating_count",
            "released_at",
            "pictures",
            "url",
        ]


class VariantSerializer(ProductCardSerializer):
    """The same thing in another color, size or style."""

    attributes = serializers.DictField(child=serializers.CharField(), read_only=True)

    class Meta(ProductCardSerializer.Meta):
        fields = ["id", "slug", "title", "attributes", "price", "currency", "stock", "pictures", "url"]


class ProductDetailSerializer(ProductCardSerializer):
    """As its page shows it."""

    variants = serializers.SerializerMethodField(help_text="Itself among them; empty where there are none.")
    star_counts = serializers.SerializerMethodField(help_text="Reviews by their stars.")
    attributes = serializers.DictField(child=serializers.CharField(), read_only=True)

    class Meta(ProductCardSerializer.Meta):
        fields = [
            *ProductCardSerializer.Meta.fields,
            "description",
            "attributes",
            "variants",
            "star_counts",
            "replenishment_days",
        ]

    @extend_schema_field(VariantSerializer(many=True))
    def get_variants(self, product: Product) -> list[dict]:
        return VariantSerializer(variants_of(product), many=True, context=self.context).data

    @extend_schema_field(serializers.DictField(child=serializers.IntegerField()))
    def get_star_counts(self, product: Product) -> dict[int, int]:
        return star_counts(product)


class CategorySerializer(serializers.Serializer):
    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    url = serializers.CharField()
    image_url = serializers.CharField()
    children = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.DictField()))
    def get_children(self, node: CategoryNode) -> list[dict]:
        return CategorySerializer(node.children, many=True).data
