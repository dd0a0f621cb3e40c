"""What a shopper does with a cart."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from config.errors import Conflict, NotFound
from recommender.services import record_event
from shop.cart.models import Cart, CartLine
from shop.cart.quantities import check_quantity, limit_of, shortage
from shop.cart.selectors import cart_summary
from shop.catalog.models import Product
from shop.shopper import Shopper
from shop.vouchers.services import refusal, voucher_by_code


def add_to_cart(
    *,
    shopper: Shopper,
    product_id: int,
    quantity: int = 1,
    slate_id: str | None = None,
    position: str | None = None,
) -> Product:
    """Put so many more of the product into the cart, or say why not.

    `slate_id` and `position` name the shelf it was added from, as the page sent them.
    """
    check_quantity(quantity)
    product = Product.objects.active().defer("search_vector", "description").filter(pk=product_id).first()
    if product is None:
        raise NotFound(_("We do not have this product."))
    if not CartLine.objects.put(
        owner=shopper.owner, product=product, quantity=quantity, limit=limit_of(product)
    ):
        raise Conflict(_refusal(shopper, product, quantity))
    record_event(
        shopper.visitor,
        "cart_add",
        product_id=product.pk,
        quantity=quantity,
        amount=product.price * quantity,
        slate_id=slate_id,
        position=position,
    )
    return product


def set_quantity(*, shopper: Shopper, line_id: int, quantity: int) -> None:
    """Change a line; 0 removes it."""
    check_quantity(quantity, least=0)
    with transaction.atomic():
        line = own_line(shopper, line_id)
        if quantity == 0:
            line.delete()
        elif problem := shortage(line.product, quantity):
            raise Conflict(problem)
        else:
            CartLine.objects.filter(pk=line.pk).update(quantity=quantity)
        record_change(shopper, line.product, by=quantity - line.quantity)


def empty_cart(*, shopper: Shopper) -> None:
    """Remove every line."""
    with transaction.atomic():
        for line in (
            CartLine.objects.of(shopper.owner).select_for_update(of=["self"]).select_related("product")
        ):
            line.delete()
            record_change(shopper, line.product, by=-line.quantity)


def apply_voucher(*, shopper: Shopper, code: str) -> None:
    """Put the voucher into the cart, or say why it does not count there. The order looks again before it takes it."""
    cart = cart_summary(shopper)
    if not cart.lines:
        raise Conflict(_("Your cart is empty."))
    voucher = voucher_by_code(code)
    if problem := refusal(
        voucher, shopper=shopper, goods_total=cart.goods_total, currency=cart.currency, now=timezone.now()
    ):
        raise Conflict(problem, fields={"code": [problem]})
    Cart.objects.filter(**shopper.owner).update(voucher=voucher)


def remove_voucher(*, shopper: Shopper) -> None:
    Cart.objects.filter(**shopper.owner).update(voucher=None)


@dataclass(frozen=True)
class MergedCart:
    added: int = 0
    """Products that came over."""
    changed: list[str] = field(default_factory=list)
    """Sentences for the page: what is less than the two carts together."""


@transaction.atomic
def merge_guest_cart(*, visitor_id: UUID, account: User) -> MergedCart:
    """Move the guest's lines into the account's cart: quantities add up, as far as stock goes.

    The guest's voucher comes along where the account's cart has none.
    """
    # Whoever adds a line must wait for its cart, so what is read here is all there is.
    guest = Cart.objects.select_for_update().filter(account=None, visitor_id=visitor_id).first()
    if guest is None:
        return MergedCart()
    brought = list(guest.lines.select_for_update(of=["self"]).select_related("product"))
    cart = Cart.objects.select_for_update().get(pk=cart_of({"account": account}).pk)
    kept = dict(cart.lines.select_for_update().values_list("product_id", "quantity"))
    merged, changed = [], []
    for line in brought:
        wanted = line.quantity + kept.get(line.product_id, 0)
        if problem := shortage(line.product, wanted):
            changed.append(problem)
        if quantity := min(wanted, line.limit):
            merged.append(
                CartLine(
                    cart=cart,
                    product=line.product,
                    quantity=quantity,
                    price_when_added=line.price_when_added,
                )
            )
    CartLine.objects.bulk_create(
        merged, update_conflicts=True, unique_fields=["cart", "product"], update_fields=["quantity"]
    )
    if guest.voucher_id and not cart.voucher_id:
        Cart.objects.filter(pk=cart.pk).update(voucher=guest.voucher_id)
    Cart.objects.filter(pk=guest.pk).update(voucher=None)
    # The cart itself stays: another tab of the guest may be adding to it right now.
    guest.lines.all().delete()
    return MergedCart(added=len(merged), changed=changed)


def cart_of(owner: dict) -> Cart:
    """The owner's cart, made where there is none. Two tabs may both make it: the second insert does nothing."""
    carts = Cart.objects.filter(**owner)
    if cart := carts.first():
        return cart
    Cart.objects.bulk_create([Cart(**owner)], ignore_conflicts=True)
    return carts.get()


def _refusal(shopper: Shopper, product: Product, quantity: int) -> str:
    lines = CartLine.objects.of(shopper.owner).filter(product=product)
    in_cart = lines.values_list("quantity", flat=True).first()
    sentence = shortage(product, quantity + (in_cart or 0))
    if in_cart and limit_of(product):
        sentence += " " + _("Your cart has %(count)d already.") % {"count": in_cart}
    return sentence


def own_line(shopper: Shopper, line_id: int) -> CartLine:
    """Locked, so that what we record is what we changed."""
    lines = CartLine.objects.of(shopper.owner).select_for_update(of=["self"]).select_related("product")
    line = lines.filter(pk=line_id).first()
    if line is None:
        raise NotFound(_("This is not in your cart any more."))
    return line


def record_change(shopper: Shopper, product: Product, *, by: int) -> None:
    if by:
        kind = "cart_add" if by > 0 else "cart_remove"
        record_event(
            shopper.visitor, kind, product_id=product.pk, quantity=abs(by), amount=product.price * abs(by)
        )
