"""The tables of the shop, gathered so that Django finds them in one app with one migration history."""

from shop.addresses.models import Address
from shop.cart.models import Cart, CartLine, SavedProduct
from shop.catalog.models import Category, Product, ProductPicture
from shop.demand.models import Demand
from shop.favorites.models import Favorite
from shop.mails.models import MailSubscription, SentMail
from shop.orders.models import Order, OrderLine, OrderTransition, Payment
from shop.reviews.models import HelpfulVote, Review
from shop.search.models import SearchWord
from shop.vouchers.models import Voucher, VoucherUse

__all__ = [
    "Address",
    "Cart",
    "CartLine",
    "Category",
    "Demand",
    "Favorite",
    "HelpfulVote",
    "MailSubscription",
    "Order",
    "OrderLine",
    "OrderTransition",
    "Payment",
    "Product",
    "ProductPicture",
    "Review",
    "SavedProduct",
    "SearchWord",
    "SentMail",
    "Voucher",
    "VoucherUse",
]
