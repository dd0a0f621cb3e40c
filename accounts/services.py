"""What an account does, and what is done for it."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from recommender.services import has_guest_history, link_visitor
from shop.cart.saved import merge_saved_products
from shop.cart.services import MergedCart, merge_guest_cart
from shop.favorites.services import merge_guest_favorites
from shop.reviews.voting import merge_guest_votes


@transaction.atomic
def join_guest(request: HttpRequest, account: User, *, guest_id: UUID) -> None:
    """What the guest did on this browser joins the account: cart, favorites, votes, history. The page says what was merged."""
    cart = merge_guest_cart(visitor_id=guest_id, account=account)
    merge_saved_products(visitor_id=guest_id, account=account)
    favorites = merge_guest_favorites(visitor_id=guest_id, account=account)
    merge_guest_votes(visitor_id=guest_id, account=account)
    brings_history = has_guest_history(request.visitor)
    link_visitor(request.visitor, account)
    for sentence in _said(cart, favorites, brings_history=brings_history):
        messages.info(request, sentence)


def _said(cart: MergedCart, favorites: int, *, brings_history: bool) -> list[str]:
    said = []
    if cart.added:
        said.append(
            ngettext(
                "We put %(count)d product from your visit into your cart.",
                "We put %(count)d products from your visit into your cart.",
                cart.added,
            )
            % {"count": cart.added}
        )
    said += cart.changed
    if favorites:
        said.append(
            ngettext(
                "%(count)d favorite from your visit is now in your account.",
                "%(count)d favorites from your visit are now in your account.",
                favorites,
            )
            % {"count": favorites}
        )
    if brings_history:
        said.append(_("What you looked at and searched for on this visit is now part of your account."))
    return said
