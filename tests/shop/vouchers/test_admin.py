import pytest
from django.urls import reverse

from shop.vouchers.models import Voucher, VoucherUse
from tests.factories.accounts import AdministratorFactory
from tests.factories.orders import OrderFactory
from tests.factories.vouchers import VoucherFactory

pytestmark = pytest.mark.django_db
TYPED = {
    "code": "SPRING",
    "is_active": "on",
    "kind": "percentage",
    "value": "15",
    "minimum": "20",
    "valid_from_0": "2026-03-01",
    "valid_from_1": "00:00:00",
    "valid_until_0": "2026-06-01",
    "valid_until_1": "00:00:00",
    "max_uses": "50",
    "uses-TOTAL_FORMS": "0",
    "uses-INITIAL_FORMS": "0",
}
ADD = "/admin/shop/voucher/add/"


@pytest.fixture
def administrator(client):
    client.force_login(AdministratorFactory())
    return client


def test_a_voucher_is_made(administrator):
    assert administrator.post(ADD, TYPED).status_code == 302
    voucher = Voucher.objects.get()
    assert (voucher.code, voucher.value, voucher.max_uses, voucher.once_per_shopper) == (
        "SPRING", 15, 50, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"value": "101"}, "More than 100 percent"),
        ({"value": "0"}, "greater than or equal to 0.01"),
        ({"code": "spring sale"}, "Capital letters, digits and hyphens only."),
        ({"valid_until_0": "2026-01-01"}, "It must end after it begins."),
        ({"minimum": "-1"}, "greater than or equal to 0"),
    ],
)
def test_what_makes_no_sense_is_said_beside_the_field(administrator, wrong, sentence):
    response = administrator.post(ADD, TYPED | wrong)
    assert sentence in response.content.decode()
    assert not Voucher.objects.exists()


def test_uses_are_seen_and_counted(administrator):
    voucher = VoucherFactory(code="SPRING", max_uses=5, used=1)
    order = OrderFactory()
    VoucherUse.objects.create(voucher=voucher, order=order)
    assert "1 / 5" in administrator.get(reverse("admin:shop_voucher_changelist")).content.decode()
    page = administrator.get(reverse("admin:shop_voucher_change", args=[voucher.pk]))
    assert order.number in page.content.decode()
    delete = administrator.post(reverse("admin:shop_voucher_delete", args=[voucher.pk]), {"post": "yes"})
    assert delete.status_code == 403


def test_a_stale_form_does_not_undo_a_use(administrator):
    voucher = VoucherFactory(code="SPRING")
    Voucher.objects.update(used=3)
    address = reverse("admin:shop_voucher_change", args=[voucher.pk])
    assert administrator.post(address, TYPED | {"value": "20"}).status_code == 302
    voucher.refresh_from_db()
    assert (voucher.code, voucher.value, voucher.used) == ("SPRING", 20, 3)
