"""Addresses of catalog."""

from django.urls import path

from shop.catalog import api, pictures, views

urlpatterns = [
    path("c/<slug:slug>/", views.category, name="category"),
    path("p/<slug:slug>/", views.product, name="product"),
    path("media/<path:path>", pictures.picture, name="picture"),
]
api_urlpatterns = [
    path("products/", api.ProductsApi.as_view(), name="api_products"),
    path("products/<slug:slug>/", api.ProductApi.as_view(), name="api_product"),
    path("categories/", api.CategoriesApi.as_view(), name="api_categories"),
]
