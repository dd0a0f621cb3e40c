"""The shop's part of the admin, gathered so that Django finds it."""

from shop.catalog import admin as catalog
from shop.mails import admin as mails
from shop.orders import admin as orders
from shop.reviews import admin as reviews
from shop.vouchers import admin as vouchers

__all__ = ["catalog", "mails", "orders", "reviews", "vouchers"]
