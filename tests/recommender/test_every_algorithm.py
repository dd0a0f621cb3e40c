"""Whatever algorithm an administrator chooses: it is trained on the log, measured, deployed, serves, and goes on learning."""

from datetime import timedelta

import pytest
from django.utils import timezone

from recommender.behavior.models import Placement
from recommender.behavior.visitor import RequestVisitor
from recommender.loop import run_loop
from recommender.models import RecommendationList
from recommender.services import serve_slate
from recommender.serving.deployment import deploy
from recommender.serving.lists import refresh_lists
from recommender.serving.live_model import live_model
from recommender.training.registry import ALGORITHM_NAMES, NETWORKS
from recommender.update_loop import run_update
from tests.factories.loop import plant, walk_on

pytestmark = pytest.mark.django_db

VISITORS = 30
NETWORK = {"embedding_size": 8, "epochs": 1, "batch_size": 64}
SMALL = dict.fromkeys(NETWORKS, NETWORK) | {
    "pmca_bilstm": NETWORK | {"hidden": 8, "vector_size": 4, "rerank": 10},
    "bpr": {"factors": 8, "iterations": 20},
    "als": {"factors": 8, "iterations": 2},
    "cfn": {"hidden": 8, "epochs": 2, "batch_size": 64},
}


@pytest.mark.parametrize("name", ALGORITHM_NAMES)
def test_it_is_trained_on_the_log_deployed_serves_and_goes_on_learning(name, settings, tmp_path):
    settings.MODEL_STORE = tmp_path
    settings.UPDATE_CONFIG = {"epochs": 1}
    now = timezone.now()
    shop = plant(now=now, visitors=VISITORS)

    turn = run_loop(now=now, algorithm=name, changes=SMALL.get(name), refresh=lambda **_: 0)

    assert turn.run.metrics[name]["NDCG@20"] is not None
    assert turn.decision.reasons
    deploy(version=turn.version, reason="chosen by hand, whatever the gate said")
    visitors = [visitor.pk for visitor in shop.visitors]
    assert refresh_lists(visitors) == VISITORS
    _serves(name, shop)

    walk_on(shop, at=now + timedelta(minutes=1))
    update = run_update(now=now + timedelta(hours=1), by_hand=True, refresh=lambda **_: 0).turn

    assert update.run.base == turn.version
    assert update.version.algorithm == name
    deploy(version=update.version, reason="chosen by hand, whatever the gate said")
    assert refresh_lists(visitors) == VISITORS
    _serves(name, shop)


def _serves(name, shop):
    """Each list has a product and a reason, or none, on every place; a page shows it."""
    assert live_model().algorithm.name == name
    for made in RecommendationList.objects.filter(placement=Placement.HOME_FOR_YOU):
        assert made.model_version == live_model().version
        assert 0 < len(made.product_ids) == len(made.scores) == len(made.reasons)
    slate = serve_slate(RequestVisitor(id=shop.visitors[0].pk), Placement.HOME_FOR_YOU, k=6)
    assert len(slate.items) == 6
