"""The administration's own pages in a browser: axe finds nothing wrong with them, nothing is asked of another host, nothing
scrolls sideways; and an operator's buttons ask once and leave an entry."""

import re
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.roles import OPERATOR
from config.audit import record_action
from recommender import tasks
from recommender.algorithms.checkpoint import TrainedOn, write_manifest
from recommender.behavior.models import Placement
from recommender.dataset.vocabulary import Vocabulary
from recommender.experiments.choices import Breakage, Metric, Serves
from recommender.insights.attention.models import AttentionReading
from recommender.insights.drift.models import DriftDay
from recommender.insights.traffic.services import refresh_traffic
from recommender.models import Deployment, GateDecision, ModelVersion, RecommendationList, TrainingRun
from recommender.serving.deployment import live_version
from shop.demand.models import Demand
from tests.factories.accounts import PASSWORD, AdministratorFactory, UserFactory
from tests.factories.behavior import EventFactory, ImpressionFactory, SlateFactory, VisitSessionFactory
from tests.factories.catalog import ProductFactory
from tests.factories.experiments import GuardrailFactory, make_experiment, make_version, shown_to
from tests.factories.prediction import make_prediction, make_training
from tests.factories.rules import pin
from tests.factories.segments import make_segment
from tests.journeys.windows import PHONE, Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK = {"width": 1440, "height": 900}
HEALTH = "recommender_modelversion_health"
PAGES = (
    "index", HEALTH, f"{HEALTH}_drift", f"{HEALTH}_retrain", "recommender_attention", "recommender_visitor_find",
    "recommender_segment_overview", "recommender_purchasetraining_people", "shop_product_reorder",
    "recommender_businessrule_changelist", "recommender_businessrule_add", "admin_logentry_changelist",
)  # fmt: skip
# The theme's own faults, in what it draws around every page; nothing of ours is in there.
OF_THE_THEME = [
    "#nav-sidebar-apps",  # its scroller and each list's bear the same name
    ".select2-container",  # Django's box that searches has no label of its own
]
# The theme has neither a main landmark nor a header, so whatever lies on a page lies outside of them.
LANDMARKS = ("region", "landmark-one-main")


@pytest.fixture
def shop():
    """A little of all that the pages tell of."""
    now = timezone.now()
    kettle, mug = ProductFactory(title="Kettle", stock=1), ProductFactory(title="Mug")
    visit = VisitSessionFactory(started_at=now - timedelta(hours=30))
    slate = SlateFactory(visitor=visit.visitor, source="model", served_at=visit.started_at)
    ImpressionFactory(slate=slate, position=1, product_id=mug.pk, seen_at=visit.started_at)
    for kind in ("view", "cart_add", "purchase"):
        EventFactory(
            session=visit, visitor=visit.visitor, kind=kind, product_id=mug.pk, occurred_at=visit.started_at
        )
    RecommendationList.objects.create(
        placement=Placement.HOME_FOR_YOU, visitor=visit.visitor, product_ids=[kettle.pk], scores=[1.0],
        reasons=[{"kind": "viewed", "product_id": mug.pk}],
    )  # fmt: skip
    sequence = [
        {"kind": "view", "at": int(visit.started_at.timestamp()), "product_id": mug.pk, "weight": 1.0}
    ]
    told = {"version": 2, "has_attention": True, "events": sequence}
    cache.set(f"live-answer:visitor:{visit.visitor_id}", told, timeout=300)  # as a worker has it
    first, second = _versions(now)
    for number in range(6):
        for version, static in ((first, True), (second, False)):
            DriftDay.objects.create(
                day=(now - timedelta(days=8 - number)).date(), version=version, is_static=static,
                cases=20, loss=4.0, hit_rate=0.5, ndcg=0.3,
            )  # fmt: skip
    shares = {"view": [[3, 1.0, 3.0], *[[0, 0, 0]] * 6]}
    AttentionReading.objects.create(
        version=second, has_attention=True, histories=4, by_day=shares, by_stage={"view": shares["view"][:3]}
    )
    make_segment(number=1, size=3)
    make_prediction(visit.visitor, within_7_days=0.4)
    Demand.objects.create(product=kettle, sold=5, expected=4.0)
    pin(mug.pk, Placement.HOME_FOR_YOU)
    refresh_traffic(now=now)
    return SimpleNamespace(visitor=visit.visitor, product=mug)


@pytest.fixture
def experiment():
    """Of its two arms one broke yesterday."""
    now = timezone.now()
    new = {"name": "new", "serves": Serves.VERSION, "version": make_version(7)}
    made = make_experiment({"name": "control"}, new, started_at=now - timedelta(days=9), planned_visitors=500)
    GuardrailFactory(experiment=made, metric=Metric.CONVERSION, largest_loss=0.1)
    for arm, clicked in zip(made.arms.all(), (20, 44), strict=True):
        for day in range(2, 9):
            shown_to(arm, at=now - timedelta(days=day), visitors=60, clicked=clicked - day, bought=8)
        shown_to(arm, at=now - timedelta(hours=13), visitors=10, clicked=2)
    made.arms.filter(name="new").update(broken_at=now - timedelta(days=1), breakage=Breakage.UNREADABLE)
    return made


def _versions(now) -> list[ModelVersion]:
    made = []
    for number in (1, 2):
        run = TrainingRun.objects.create(
            algorithm="popularity", status="done", curve=[{"epoch": 1, "loss": 4.0}], started_at=now
        )
        version = ModelVersion.objects.create(
            number=number, run=run, algorithm="popularity", checkpoint=f"v{number}", metrics={"HR@20": 0.3}
        )
        GateDecision.objects.create(challenger=version, passed=True, reasons=["Better than popularity."])
        made.append(version)
    Deployment.objects.create(version=made[0], reason="first", ended_at=now)
    Deployment.objects.create(version=made[1], reason="better")
    return made


@pytest.mark.parametrize(
    ("theme", "size"), [("light", DESK), ("dark", PHONE), ("dark", DESK), ("light", PHONE)]
)
def test_every_page_of_our_own(open_window, shop, experiment, theme, size):
    window = open_window(viewport=size, theme=theme)
    window.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    chief = AdministratorFactory()
    record_action(chief, shop.product, "Looked.")
    let_in(window, chief)
    addresses = [reverse(f"admin:{name}") for name in PAGES]
    addresses += [
        reverse("admin:recommender_visitor_why", args=[shop.visitor.pk]),
        reverse("admin:recommender_product", args=[shop.product.pk]),
        reverse("admin:recommender_experiment_told", args=[experiment.pk]),
        reverse("admin:recommender_purchasetraining_change", args=[make_training().pk]),
    ]
    found = []
    for address in addresses:
        window.open(address)
        found += objections(window)
    assert found == []


def test_an_operator_asks_for_a_training_once_and_leaves_an_entry(open_window, shop, monkeypatch):
    queued = []
    monkeypatch.setattr(tasks.retrain, "delay_on_commit", lambda **asked: queued.append(asked["algorithm"]))
    operator, page = signed_in_operator(open_window)
    page.get_by_role("link", name="Retrain", exact=True).click()
    page.get_by_text("Retrain a new version?").or_(page.get_by_text("Train a new version?")).first.wait_for()
    assert queued == []
    page.get_by_role("button", name="Yes, do it").click()
    page.get_by_text("A training is queued.").first.wait_for()

    assert queued == [settings.RECOMMENDER_ALGORITHM]
    said = [entry.get_change_message() for entry in LogEntry.objects.filter(user=operator)]
    assert [text for text in said if "asked for a training of" in text], said


def test_an_operator_rolls_back_once_and_leaves_an_entry(open_window, shop, monkeypatch, settings, tmp_path):
    settings.MODEL_STORE = tmp_path
    first, second = ModelVersion.objects.order_by("number")
    facts = {"config": {}, "dataset": TrainedOn("shop", "", Vocabulary.of([shop.product.pk])), "facts": {}}
    for version in (first, second):
        write_manifest(tmp_path / version.checkpoint, algorithm="popularity", files=[], **facts)
    refreshed = []
    monkeypatch.setattr(tasks.refresh_all, "delay_on_commit", lambda: refreshed.append(live_version()))
    operator, page = signed_in_operator(open_window)

    page.get_by_role("link", name="Roll back", exact=True).click()
    expect(page.get_by_role("heading", name="Roll back?")).to_be_visible()
    page.get_by_role("link", name="Cancel").click()
    expect(page).to_have_url(re.compile(rf"{reverse(f'admin:{HEALTH}')}$"))
    page.get_by_role("link", name="Roll back", exact=True).click()
    assert live_version() == second  # asked twice, answered neither time
    page.get_by_role("button", name="Yes, do it").click()

    said = page.get_by_text("The version of before is live; new lists are on their way.")
    expect(said.first).to_be_visible()
    expect(page.get_by_text("Why it is live: rolled back from v2")).to_be_visible()
    assert live_version() == first
    assert refreshed == [first]
    page.reload()  # nothing is sent again
    expect(said).to_have_count(0)
    kind = ContentType.objects.get_for_model(ModelVersion)
    (entry,) = LogEntry.objects.filter(user=operator, content_type=kind)
    assert (entry.object_id, entry.get_change_message()) == (str(first.pk), "rolled back")
    page.goto(reverse("admin:recommender_modelversion_history", args=[first.pk]))
    row = page.get_by_role("row").filter(has_text="rolled back")
    expect(row).to_contain_text(operator.email)
    assert Deployment.objects.filter(version=first, by=operator, ended_at=None).count() == 1

    page.goto(reverse(f"admin:{HEALTH}_back"))  # there is nothing before it
    page.get_by_role("button", name="Yes, do it").click()
    expect(page.get_by_text("There is no earlier model version to roll back to.").first).to_be_visible()
    assert live_version() == first
    assert list(LogEntry.objects.filter(user=operator, content_type=kind)) == [entry]


def test_the_numbers_of_an_experiment_are_saved_as_a_file(open_window, experiment):
    window = open_window(viewport=DESK)
    let_in(window, AdministratorFactory())
    window.open(reverse("admin:recommender_experiment_told", args=[experiment.pk]))

    with window.page.expect_download() as saved:
        window.page.get_by_role("link", name="Download as CSV").click()

    assert saved.value.suggested_filename.startswith(f"experiment-{experiment.pk}-")
    head, *rows = saved.value.path().read_text(encoding="utf-8").splitlines()
    assert head.startswith("arm,is_control,share,broken_at,counted_until,")
    assert len(rows) == 6


def signed_in_operator(open_window) -> tuple:
    """On the recommender's page, and the page."""
    operator = UserFactory(email="operator@aisle.example", is_staff=True)
    operator.groups.add(Group.objects.get(name=OPERATOR))
    page = open_window(viewport=DESK).page
    page.goto(f"{reverse('account_login')}?next={reverse(f'admin:{HEALTH}')}")
    page.fill("[name=login]", operator.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    return operator, page


def let_in(window: Window, account) -> None:
    """The form to sign in is looked at elsewhere."""
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    window.page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": window.address}]
    )


def objections(window: Window) -> Iterator[str]:
    """What axe objects to, outside of what the theme draws."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    context = {"exclude": [[place] for place in OF_THE_THEME]}
    options = {"rules": {name: {"enabled": False} for name in LANDMARKS}}
    for violation in axe.Axe().run(window.page, context=context, options=options).response["violations"]:
        for node in violation["nodes"]:
            yield f"{window.page.url}: {violation['id']} at {node['target']}: {node['html'][:200]}"
