"""What mails to many members show, chosen at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from recommender.models import Dismissal, Slate
from recommender.services import MailRequest, Placement, mail_slates, take_back_slates
from tests.factories.behavior import VisitorFactory
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.mails import bought, consumable, subscriber
from tests.factories.rules import boost, exclude

pytestmark = pytest.mark.django_db

DIGEST = MailRequest(Placement.MAIL_DIGEST, k=4, least=2)
DUE_AGAIN = MailRequest(Placement.MAIL_DUE_AGAIN, k=4, least=1)


@pytest.fixture(autouse=True)
def _any_category(settings):
    settings.SHELF_CATEGORY_SHARE = 1


def ids(products) -> list[int]:
    return [product.pk for product in products]


def chosen(account, request=DIGEST, *, now=None) -> list[int]:
    visitor = account.visitor.pk
    found = mail_slates([visitor], request, now=now or timezone.now())
    return [item.product_id for item in found[visitor].items] if visitor in found else []


def test_each_member_gets_their_own_and_it_is_written():
    first, second = ProductFactory.create_batch(3), ProductFactory.create_batch(3)
    one, other = subscriber(listed=ids(first)), subscriber(listed=ids(second))
    found = mail_slates([one.visitor.pk, other.visitor.pk], DIGEST, now=timezone.now())
    assert {v: [i.product_id for i in slate.items] for v, slate in found.items()} == {
        one.visitor.pk: ids(first),
        other.visitor.pk: ids(second),
    }
    assert {slate.pk for slate in Slate.objects.all()} == {slate.id for slate in found.values()}
    assert [item.position for item in found[one.visitor.pk].items] == [1, 2, 3]


def test_guests_strangers_and_those_who_paused_get_none():
    paused = subscriber(listed=ids(ProductFactory.create_batch(3)))
    paused.visitor.allows_personalization = False
    paused.visitor.save()
    visitors = [paused.visitor.pk, VisitorFactory().pk]
    assert mail_slates(visitors, DIGEST, now=timezone.now()) == {}
    assert not Slate.objects.exists()


def test_what_is_like_a_dismissed_product_steps_back():
    disliked, liked = CategoryFactory(), CategoryFactory()
    near = ProductFactory.create_batch(2, category=disliked)
    far = ProductFactory.create_batch(2, category=liked)
    account = subscriber(listed=ids([*near, *far]))
    Dismissal.objects.create(visitor=account.visitor, product_id=ProductFactory(category=disliked).pk)
    assert chosen(account) == ids([*far, *near])


def test_one_color_of_a_thing_stands_in_it():
    red, blue = ProductFactory.create_batch(2, variant_group="mug")
    others = ProductFactory.create_batch(4)
    assert chosen(subscriber(listed=ids([red, blue, *others]))) == ids([red, *others[:3]])


def test_rules_of_a_category_and_boosts_act():
    products = ProductFactory.create_batch(4)
    exclude(category=products[0].category)
    boost(2, product_id=products[3].pk)
    assert chosen(subscriber(listed=ids(products))) == ids([products[3], products[1], products[2]])


def test_what_is_due_comes_with_the_longest_overdue_first():
    tea, coffee, soap = consumable(), consumable(replenishment_days=20), consumable(replenishment_days=90)
    account = subscriber("due_again")
    bought(account, tea.pk, days_ago=35)
    bought(account, coffee.pk, soap.pk, days_ago=50)
    assert chosen(account, DUE_AGAIN) == [coffee.pk, tea.pk]


def test_what_a_digest_showed_is_news_again_after_four_weeks():
    products = ids(ProductFactory.create_batch(3))
    account, now = subscriber(listed=products), timezone.now()
    assert chosen(account, now=now) == products
    assert chosen(account, now=now + timedelta(days=27)) == []
    assert chosen(account, now=now + timedelta(days=28)) == products


def test_what_was_taken_back_was_not_shown():
    products = ids(ProductFactory.create_batch(3))
    account = subscriber(listed=products)
    chosen(account)
    take_back_slates(Slate.objects.values_list("pk", flat=True))
    assert chosen(account) == products
