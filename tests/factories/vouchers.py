import factory

from shop.vouchers.models import Voucher


class VoucherFactory(factory.django.DjangoModelFactory):
    """Ten percent of anything, for everyone, without end."""

    class Meta:
        model = Voucher

    code = factory.Sequence(lambda number: f"VOUCHER-{number}")
    kind = Voucher.Kind.PERCENTAGE
    value = 10
    once_per_shopper = False
