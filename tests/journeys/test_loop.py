"""The learning loop as a whole: what shoppers do becomes what shoppers see."""

from datetime import timedelta

import pytest
from django.utils import timezone

from recommender.behavior.models import Placement, Slate
from recommender.behavior.visitor import RequestVisitor
from recommender.loop import run_loop
from recommender.models import Deployment, RecommendationList, TrainingRun
from recommender.services import serve_slate
from tests.factories.loop import plant, view

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_model_store(settings, tmp_path):
    settings.MODEL_STORE = tmp_path / "models"
    settings.RECOMMENDER_ALGORITHM = "item_knn"


def test_what_visitors_did_becomes_a_live_model_and_a_personal_slate(settings):
    settings.SHELF_CATEGORY_SHARE = 1.0  # all that was planted is of one category
    now = timezone.now()
    shop = plant(now=now)
    visitor = shop.visitors[0]
    last = view(visitor, shop.products[4].pk, at=now - timedelta(minutes=1))

    report = run_loop(now=now)

    assert report.decision.passed, report.decision.reasons
    assert report.run.status == TrainingRun.Status.DONE
    assert Deployment.objects.get(ended_at=None).version == report.version
    assert report.reports["item_knn"].metrics["HR@10"] > report.reports["popularity"].metrics["HR@10"]
    personal = RecommendationList.objects.get(placement=Placement.HOME_FOR_YOU, visitor=visitor)
    assert personal.model_version == report.version
    assert shop.after(last.product_id) in personal.product_ids[:3]

    slate = serve_slate(RequestVisitor(id=visitor.pk), Placement.HOME_FOR_YOU, k=6)

    assert slate.source == "session"
    assert [item.product_id for item in slate.items] == personal.product_ids[:6]
    assert Slate.objects.get(pk=slate.id).model_version == report.version
