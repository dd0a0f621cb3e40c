import pytest
from django.urls import reverse

from recommender.insights.attention.models import AttentionReading
from recommender.insights.attention.views import charts
from recommender.models import Deployment, ModelVersion, TrainingRun
from tests.factories.accounts import AdministratorFactory, UserFactory
from tests.security.world import clerk

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:recommender_attention")
# One kind that has 3 of 4 events and a fifth of the attention, and one that has the rest.
VIEWS = [[3, 0.2, 0.9], *[[0, 0, 0]] * 6]
CARTS = [[0, 0, 0], [1, 0.8, 2.4], *[[0, 0, 0]] * 5]


@pytest.fixture
def version():
    run = TrainingRun.objects.create(algorithm="pmca_bilstm", status="done")
    made = ModelVersion.objects.create(number=7, algorithm="pmca_bilstm", run=run)
    Deployment.objects.create(version=made, reason="first")
    return made


def reading(version, **fields) -> AttentionReading:
    cells = {"view": VIEWS, "cart_add": CARTS}
    stages = {"view": VIEWS[:3], "cart_add": CARTS[:3]}
    return AttentionReading.objects.create(
        version=version,
        **{"has_attention": True, "histories": 4, "by_day": cells, "by_stage": stages} | fields,
    )


def said(client) -> str:
    client.force_login(AdministratorFactory())
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


def test_shares_and_relative_attention_are_as_counted_by_hand(version):
    kinds, stages, days, kind_days = charts(reading(version))

    assert [list(map(str, kinds.labels)), [s.values for s in kinds.series]] == [
        ["view", "added to cart"],
        [[75, 25], [pytest.approx(20), pytest.approx(80)]],
    ]
    assert [series.values for series in stages.series] == [
        [pytest.approx(0.3), None, None], [None, pytest.approx(2.4), None],
    ]  # fmt: skip
    assert list(days.labels) == ["0", "1", "2–3", "4–7", "8–14", "15–30", "31 and more"]
    assert days.series[1].values[:3] == [pytest.approx(20), pytest.approx(80), 0]
    assert kind_days.series[1].values[1] == pytest.approx(2.4)


def test_the_page_shows_them(client, version):
    reading(version)
    page = said(client)
    for words in ("the histories of 4 visitors", "By past day", "has no attention of its own"):
        assert words in page


def test_without_a_live_model_it_says_so(client):
    assert "No model version is live" in said(client)


def test_before_the_first_reading_it_says_when_it_will_be(client, version):
    assert "was not read yet" in said(client)


def test_a_baseline_has_none_and_the_page_says_that(client, version):
    reading(version, has_attention=False, histories=0, by_day={}, by_stage={})
    assert "a model without attention" in said(client)


def test_with_nobody_here_lately_there_are_no_empty_axes(client, version):
    reading(version, histories=0, by_day={}, by_stage={})
    assert "Nobody was here lately" in said(client)


def test_only_those_with_the_right_see_it(client, version):
    for account, status in (
        (clerk("recommender.view_health"), 200),
        (clerk("recommender.view_modelversion"), 403),
        (UserFactory(), 302),
    ):
        client.force_login(account)
        assert client.get(PAGE).status_code == status
