import csv
from io import StringIO

import pytest
from django.urls import reverse

from shop.demand.models import Demand
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db
PAGE, FILE = reverse("admin:shop_product_reorder"), reverse("admin:shop_product_reorder_file")


def test_the_list_says_what_to_order(admin_client, django_assert_num_queries):
    Demand.objects.create(product=ProductFactory(title="Kettle", stock=2), sold=5, expected=4.0)
    Demand.objects.create(product=ProductFactory(title="Plenty", stock=90), sold=5, expected=4.0)

    with django_assert_num_queries(9):
        said = admin_client.get(PAGE).content.decode()

    assert "<td>2</td><td>5</td><td>4.0</td><td>7.0</td><td><strong>5</strong></td>" in said
    assert "Plenty" not in said


def test_the_file_holds_all_and_no_formula(admin_client):
    Demand.objects.create(product=ProductFactory(title="=1+1", slug="sum", stock=2), sold=5, expected=4.0)
    Demand.objects.create(product=ProductFactory(title="Still", slug="still", stock=90), sold=0, expected=0)

    answer = admin_client.get(FILE)

    rows = list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode())))
    assert rows == [
        {"slug": "sum", "title": "'=1+1", "stock": "2", "sold_14_days": "5", "expected_14_days": "4.00", "days_left": "7.0", "suggested": "5"},
        {"slug": "still", "title": "Still", "stock": "90", "sold_14_days": "0", "expected_14_days": "0.00", "days_left": "", "suggested": "0"},
    ]  # fmt: skip


def test_before_the_first_night_and_where_nothing_runs_out_it_says_so(admin_client):
    assert "Nothing has been counted yet." in admin_client.get(PAGE).content.decode()

    Demand.objects.create(product=ProductFactory(stock=90), sold=0, expected=1)
    assert "Nothing runs out." in admin_client.get(PAGE).content.decode()


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_staff_without_the_right_and_members_do_not_get_it(client, address):
    client.force_login(UserFactory(is_staff=True))
    assert client.get(address).status_code == 403
    client.force_login(UserFactory())
    assert client.get(address).status_code == 302
