from datetime import UTC, datetime, timedelta

import pytest

from recommender.behavior.models import Event, EventKind, Visitor
from recommender.behavior.retention import erase_visitor
from recommender.behavior.visitor import RequestVisitor
from recommender.insights.prediction import purchase_model, services
from recommender.insights.prediction.services import predict_purchases, predict_session, train_purchase_model
from recommender.insights.purchase_network import NetworkConfig
from recommender.models import PurchasePrediction, PurchaseTraining
from recommender.visitor_record import answer_consent
from tests.factories.accounts import UserFactory
from tests.factories.behavior import VisitSessionFactory
from tests.factories.loop import view
from tests.factories.prediction import make_prediction, shop_of_cart_fillers

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def small(settings, tmp_path, monkeypatch, one_thread):
    settings.MODEL_STORE = tmp_path
    monkeypatch.setattr(
        purchase_model, "CONFIG", NetworkConfig(epochs=4, hidden_size=8, batch_size=64, learning_rate=1e-2)
    )
    monkeypatch.setattr(purchase_model, "RIVALS", ("base_rate", "logistic_regression"))
    monkeypatch.setattr(services, "_loaded", {})


@pytest.fixture
def visitors():
    return shop_of_cart_fillers(now=NOW)


def said() -> dict:
    return dict(PurchasePrediction.objects.values_list("visitor_id", "within_7_days"))


def test_who_buys_is_learned_compared_and_asked_about_everybody(visitors):
    training = train_purchase_model(now=NOW)

    for horizon in ("session", "week"):
        outcome = training.outcome[horizon]
        assert outcome["problem"] == ""
        assert [row["predictor"] for row in outcome["results"]] == ["gru", "base_rate", "logistic_regression"]
        assert outcome["results"][0]["metrics"]["PR-AUC"] > 1.3 * outcome["results"][1]["metrics"]["PR-AUC"]

    assert predict_purchases(now=NOW) == len(visitors)
    buyers, others = visitors[:30], visitors[30:]
    mean = {name: sum(said()[v.pk] for v in some) / 30 for name, some in (("buy", buyers), ("look", others))}
    assert mean["buy"] > 2 * mean["look"]


def test_again_is_as_once(visitors):
    train_purchase_model(now=NOW)
    predict_purchases(now=NOW)
    before = said()

    predict_purchases(now=NOW)
    assert said() == before

    services._loaded.clear()
    train_purchase_model(now=NOW)
    predict_purchases(now=NOW)
    assert said() == pytest.approx(before, abs=1e-6)
    assert [bool(name) for name in PurchaseTraining.objects.values_list("checkpoint", flat=True)] == [
        True,
        False,
    ]


def test_an_event_asks_about_the_session_that_goes_on(visitors):
    train_purchase_model(now=NOW)
    predict_purchases(now=NOW)
    week = said()
    one, other = visitors[:2]
    at = NOW + timedelta(hours=1)
    view(one, 1, at=at, kind=EventKind.CART_ADD)

    probability = predict_session(one.pk, now=at)

    assert 0 < probability < 1
    row = PurchasePrediction.objects.get(visitor=one)
    assert (row.within_session, row.session_asked_at) == (probability, at)
    assert row.session == Event.objects.latest("pk").session
    assert said() == week
    assert predict_session(other.pk, now=at) is None


def test_who_bought_in_this_session_is_not_asked_about_any_more(visitors):
    train_purchase_model(now=NOW)
    at = NOW + timedelta(hours=1)
    visit = VisitSessionFactory(visitor=visitors[0])
    for kind, minute in ((EventKind.CART_ADD, 0), (EventKind.PURCHASE, 1)):
        Event.objects.create(
            visitor=visitors[0],
            session=visit,
            kind=kind,
            product_id=1,
            occurred_at=at + timedelta(minutes=minute),
        )

    predict_session(visitors[0].pk, now=at)
    assert PurchasePrediction.objects.get().within_session is not None
    predict_session(visitors[0].pk, now=at + timedelta(minutes=2))
    assert PurchasePrediction.objects.get().within_session is None


def test_too_little_is_said_and_nothing_is_invented():
    visitor = Visitor.objects.create()
    view(visitor, 1, at=NOW - timedelta(days=1))

    training = train_purchase_model(now=NOW)

    assert training.checkpoint == ""
    assert training.outcome["session"] == {
        "results": [],
        "problem": "Of the 0 training cases 0 buy; at least 20 of either kind are needed.",
    }
    assert training.outcome["week"]["problem"] == "No visit is long enough ago for its answer to be known."
    assert predict_purchases(now=NOW) == 0
    assert predict_session(visitor.pk, now=NOW) is None


def test_a_network_that_knows_no_more_than_the_base_rate_does_not_serve(visitors, monkeypatch):
    monkeypatch.setattr(
        purchase_model, "compared",
        lambda *args, horizon, **kwargs: [
            _Row(horizon, "gru", 0.2), _Row(horizon, "base_rate", 0.2)
        ],
    )  # fmt: skip

    training = train_purchase_model(now=NOW)

    assert training.checkpoint == ""
    assert training.outcome["week"]["problem"] == services.NO_BETTER


def test_who_is_erased_or_says_no_has_none_and_teaches_nothing(visitors):
    erased, paused = visitors[-2:]  # of those who rarely buy: enough buyers stay
    Visitor.objects.filter(pk=erased.pk).update(account=UserFactory())
    train_purchase_model(now=NOW)
    predict_purchases(now=NOW)

    erase_visitor(Visitor.objects.get(pk=erased.pk).account)
    answer_consent(RequestVisitor(id=paused.pk), allows=False)
    assert not {erased.pk, paused.pk} & said().keys()

    outcome = train_purchase_model(now=NOW).outcome["week"]
    assert outcome["problem"] == ""
    cases = outcome["results"][0]["cases"]
    assert predict_purchases(now=NOW) == len(visitors) - 2
    assert sum(cases.values()) < 58 * 8
    assert predict_session(paused.pk, now=NOW) is None
    assert not {erased.pk, paused.pk} & said().keys()


def test_without_files_nothing_is_predicted(visitors, tmp_path):
    training = train_purchase_model(now=NOW)
    (tmp_path / training.checkpoint / "week.npz").write_bytes(b"broken")
    make_prediction(visitors[0], within_7_days=0.5)

    assert predict_purchases(now=NOW) == 0
    assert said() == {}


class _Row:
    def __init__(self, horizon: str, predictor: str, brier: float):
        self.row = {"horizon": horizon, "predictor": predictor, "calibrated": {"platt": {"Brier": brier}}}

    def as_json(self) -> dict:
        return self.row
