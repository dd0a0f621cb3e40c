import pytest

from benchmarks import load
from recommender.behavior.models import Event
from shop.orders.models import Order
from tests.factories.catalog import ProductFactory


@pytest.fixture
def said():
    return []


@pytest.mark.django_db(transaction=True)
def test_shoppers_do_what_the_papers_users_did_and_every_request_is_in_the_table(live_server, said, settings):
    settings.PAYMENT_GATEWAY = "shop.orders.payment.DemoGateway"
    ProductFactory.create_batch(5, stock=50)
    load.run(live_server.url, said.append, load=load.Load(rate=20, seconds=0.1, visits=4))
    heading, *rows = said
    assert "2 shoppers" in heading
    assert "0 did not finish" in heading
    cells = {row.split(" | ")[0].strip("| "): row.strip(" |").split(" | ") for row in rows}
    counts = {action: (int(found[1]), int(found[-1])) for action, found in cells.items()}
    assert counts == {
        "sign in": (8, 0),
        "click": (16, 0),
        "favorite": (10, 0),
        "add to cart": (8, 0),
        "purchase": (8, 0),
        "review": (6, 0),
        "recommendation": (16, 0),
        "all": (72, 0),
    }
    assert Order.objects.filter(status=Order.Status.PAID).count() == 8
    assert Event.objects.filter(kind="view", visitor__is_simulated=True).count() == 16


@pytest.mark.django_db(transaction=True)
def test_what_goes_wrong_is_counted_and_the_shopper_leaves(live_server, said):
    """The gateway of tests does not take the demo's card."""
    ProductFactory.create_batch(2, stock=50)
    load.run(live_server.url, said.append, load=load.Load(rate=20, seconds=0.05))
    assert "1 did not finish" in said[0]
    purchase = next(row for row in said if "purchase" in row)
    assert purchase.endswith("| 1 |")


@pytest.mark.parametrize("url", ["http://203.0.113.7:8000", "http://shop.invalid"])
def test_another_machine_is_left_alone(url, said):
    load.run(url, said.append, load=load.Load())
    assert len(said) == 1
    assert "this machine alone" in said[0]
