"""Pages of the shop."""

from shop.addresses import urls as addresses
from shop.cart import urls as cart
from shop.catalog import urls as catalog
from shop.checkout import urls as checkout
from shop.demo import urls as demo
from shop.favorites import urls as favorites
from shop.home import urls as home
from shop.mails import urls as mails
from shop.orders import urls as orders
from shop.preferences import urls as preferences
from shop.reviews import urls as reviews
from shop.search import urls as search

urlpatterns = [
    *home.urlpatterns,
    *catalog.urlpatterns,
    *search.urlpatterns,
    *favorites.urlpatterns,
    *cart.urlpatterns,
    *checkout.urlpatterns,
    *orders.urlpatterns,
    *addresses.urlpatterns,
    *reviews.urlpatterns,
    *preferences.urlpatterns,
    *mails.urlpatterns,
    *demo.urlpatterns,
]
