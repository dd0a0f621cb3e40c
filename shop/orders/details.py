"""What a shopper tells us at the checkout."""

import hashlib
import json
from dataclasses import asdict, dataclass
from decimal import Decimal

from shop.shopper import Shopper

ADDRESS = ["email", "full_name", "street", "postal_code", "city", "country"]


@dataclass(frozen=True)
class CheckoutDetails:
    email: str
    full_name: str
    street: str
    postal_code: str
    city: str
    country: str
    delivery_method: str
    payment_token: str
    goods_total: Decimal | None = None
    """What the page said the goods cost; the order is refused where that changed. None: whatever they cost."""
    discount_total: Decimal | None = None
    """What the page said the voucher takes off. None: whatever it does, as long as it counts."""

    @property
    def address(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in ADDRESS}

    def digest(self) -> str:
        """Two requests with the same digest ask for the same."""
        return _sha256(json.dumps(asdict(self), sort_keys=True, default=str))


def owned_key(shopper: Shopper, key: str) -> str:
    """The key in the name of its owner: somebody else's key is never ours, whatever it says."""
    owner = f"account {shopper.account.pk}" if shopper.account else f"visitor {shopper.visitor_id}"
    return _sha256(f"{owner}\n{key}")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
