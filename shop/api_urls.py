"""The shop's part of /api/v1/."""

from shop.addresses import urls as addresses
from shop.cart import urls as cart
from shop.catalog import urls as catalog
from shop.favorites import urls as favorites
from shop.orders import urls as orders
from shop.reviews import urls as reviews
from shop.search import urls as search

urlpatterns = [
    *catalog.api_urlpatterns,
    *search.api_urlpatterns,
    *favorites.api_urlpatterns,
    *cart.api_urlpatterns,
    *orders.api_urlpatterns,
    *addresses.api_urlpatterns,
    *reviews.api_urlpatterns,
]
