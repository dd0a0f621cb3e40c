"""Categories and products for tests, saved the way the shop saves them."""

from decimal import Decimal

import factory
from django.core.files.base import ContentFile

from shop.catalog.models import Category, Product, ProductPicture
from shop.catalog.services import category_text_of, forget_category_tree

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="#c65"/></svg>'


class CategoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Category

    slug = factory.Sequence(lambda number: f"category-{number}")
    name = factory.Sequence(lambda number: f"Category {number}")
    parent = None

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        """The cached tree of an earlier test must not hide this one."""
        forget_category_tree()
        return super()._create(model_class, *args, **kwargs)


class ProductFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Product

    category = factory.SubFactory(CategoryFactory)
    slug = factory.Sequence(lambda number: f"product-{number}")
    title = factory.Sequence(lambda number: f"Product {number}")
    brand = "Halden"
    description = "Plain, sturdy, made to last."
    price = Decimal("12.90")
    stock = 10
    category_text = factory.LazyAttribute(lambda product: category_text_of(product.category))


class ProductPictureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProductPicture

    product = factory.SubFactory(ProductFactory)
    image = factory.LazyFunction(lambda: ContentFile(DRAWING, name="drawing.svg"))
    alt = "A drawing"
