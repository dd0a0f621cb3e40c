from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone, translation

from accounts.roles import ANALYST, CATALOG_EDITOR, OPERATOR
from recommender.behavior.models import EventKind
from recommender.experiments.choices import Breakage, ExperimentKind, Metric, Serves
from tests.factories.accounts import AdministratorFactory, UserFactory
from tests.factories.behavior import EventFactory, ImpressionFactory, SlateFactory, VisitorFactory
from tests.factories.experiments import GuardrailFactory, make_experiment, make_version, seen_slate, shown_to

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture
def administrator(client):
    client.force_login(AdministratorFactory())
    return client


def page(experiment) -> str:
    return reverse("admin:recommender_experiment_told", args=[experiment.pk])


@pytest.fixture
def experiment():
    return make_experiment(started_at=NOW - 3 * DAY, minimum_effect=0.1, planned_visitors=5000)


def test_a_clear_winner_is_named_with_how_sure_it_is(
    administrator, experiment, django_assert_max_num_queries
):
    control, popular = experiment.arms.all()
    GuardrailFactory(experiment=experiment, metric=Metric.CONVERSION, largest_loss=0.9)
    shown_to(control, at=NOW - DAY, visitors=400, clicked=40, bought=40)
    shown_to(popular, at=NOW - DAY, visitors=400, clicked=160, bought=60)

    with django_assert_max_num_queries(20):
        told = administrator.get(page(experiment))

    text = told.content.decode()
    assert "“popular” does better than “control”: its click-through rate changes by +300.0\xa0%" in text
    assert told.context["winner"] == popular
    assert "to ship “popular” through the gate" in text
    rows = told.context["metrics"][0]["rows"]
    assert [(row["visitors"], row["rate"]) for row in rows] == [(400, "10.00\xa0%"), (400, "40.00\xa0%")]
    revenue = told.context["metrics"][2]["rows"]
    assert [row["rate"] for row in revenue] == ["1.00\xa0EUR", "1.50\xa0EUR"]
    assert told.context["guardrails"][0]["state"] == "holds"
    assert told.context["lifts"][0].series[0].values[-1] == pytest.approx(300)
    assert told.context["exposed"].series[0].values[-1] == 400


def test_what_is_not_known_is_said_with_what_it_takes(administrator, experiment):
    control, popular = experiment.arms.all()
    shown_to(control, at=NOW - DAY, visitors=300, clicked=30)
    shown_to(popular, at=NOW - DAY, visitors=300, clicked=33)

    GuardrailFactory(experiment=experiment, metric=Metric.REVENUE)
    text = " ".join(administrator.get(page(experiment)).context["sentences"])

    assert "is not known yet: its click-through rate stands at +10.0\xa0%" in text
    assert "To find a change of +10.0\xa0% in four of five cases takes about" in text
    assert "visitors that were planned; there are 300" in text
    assert "Whether “popular” keeps the guardrail on revenue per visitor is not known yet." in text


def test_a_broken_guardrail_ships_nobody(administrator, experiment):
    control, popular = experiment.arms.all()
    GuardrailFactory(experiment=experiment, metric=Metric.CONVERSION, largest_loss=0.05)
    shown_to(control, at=NOW - DAY, visitors=600, clicked=60, bought=300)
    shown_to(popular, at=NOW - DAY, visitors=600, clicked=300, bought=30)

    told = administrator.get(page(experiment))

    assert told.context["guardrails"][0]["state"] == "broken"
    assert (
        "“popular” breaks a guardrail: its conversion changes by −90.0\xa0%, and at most −5.0\xa0% is tolerated."
        in told.context["sentences"]
    )
    assert told.context["winner"] is None


def test_uneven_visitors_raise_an_alarm_and_nothing_is_concluded(administrator, experiment):
    control, popular = experiment.arms.all()
    shown_to(control, at=NOW - DAY, visitors=400, clicked=40)
    shown_to(popular, at=NOW - DAY, visitors=250, clicked=150)

    told = administrator.get(page(experiment))

    assert "do not fit their shares" in told.content.decode()
    assert told.context["sentences"] == []
    assert told.context["winner"] is None


def test_a_draft_and_one_that_nobody_has_seen_say_so(administrator, experiment):
    draft = make_experiment(running=False, placement="product_similar")
    assert "nobody has met its arms yet" in administrator.get(page(draft)).content.decode()
    told = administrator.get(page(experiment))
    assert "nothing can be said yet" in told.content.decode()
    assert told.context["metrics"][0]["rows"][0]["rate"] == "–"
    assert all(chart.is_empty for chart in told.context["lifts"])


@pytest.mark.parametrize(
    ("breakage", "says"),
    [
        (
            Breakage.ROLLED_BACK,
            "“new” was served until {when} UTC: then its version, v7 popularity, was rolled back.",
        ),
        (
            Breakage.UNREADABLE,
            "“new” could not be read from {when} UTC on: the files of its version, v7 popularity, are gone or damaged.",
        ),
    ],
)
def test_an_arm_that_broke_is_told_with_what_that_means(administrator, breakage, says):
    version = {"name": "new", "serves": Serves.VERSION, "version": make_version(7)}
    experiment = make_experiment({"name": "control"}, version, started_at=NOW - 3 * DAY)
    control, new = experiment.arms.all()
    shown_to(control, at=NOW - DAY, visitors=60, clicked=6)
    shown_to(new, at=NOW - DAY, visitors=60, clicked=50)
    at = NOW - DAY / 2
    experiment.arms.filter(pk=new.pk).update(broken_at=at, breakage=breakage)
    for arm in (control, new):
        seen_slate(arm, VisitorFactory(), served_at=NOW - DAY / 4)

    told = administrator.get(page(experiment))

    assert told.context["breakages"] == [
        says.format(when=f"{at:%Y-%m-%d %H:%M}"),
        "Since then visitors of a broken arm have been served what is live, and nothing counts; slates left out: 2.",
        "Nothing more will be learned here: stop this experiment, and start another one.",
    ]
    assert [row["visitors"] for row in told.context["metrics"][0]["rows"]] == [60, 60]
    assert told.context["winner"] is None  # better, but what could go live is not there
    assert not any("may be read" in sentence for sentence in told.context["sentences"])


def test_interleaving_tells_whom_the_clicks_prefer(administrator):
    experiment = make_experiment(started_at=NOW - 3 * DAY, kind=ExperimentKind.INTERLEAVING)
    control, popular = experiment.arms.all()
    for number in range(60):
        slate = SlateFactory(teams=[popular.pk, control.pk, 0, 0], served_at=NOW - DAY)
        ImpressionFactory(slate=slate)
        EventFactory(
            session__visitor=slate.visitor,
            kind=EventKind.CLICK,
            slate=slate,
            position=1 if number < 54 else 2,
            occurred_at=NOW - DAY / 2,
        )

    told = administrator.get(page(experiment))

    assert "Clicks prefer “popular” to “control”: it wins 90.0\xa0%" in told.content.decode()
    assert (told.context["preference"].won, told.context["preference"].lost) == (54, 6)


def test_draws_count_half_and_few_clicks_say_nothing(administrator):
    experiment = make_experiment(started_at=NOW - 3 * DAY, kind=ExperimentKind.INTERLEAVING)
    control, popular = experiment.arms.all()
    slate = SlateFactory(teams=[popular.pk, control.pk, 0, 0], served_at=NOW - DAY)
    for position in (1, 2, 3):  # the third is of neither
        EventFactory(
            session__visitor=slate.visitor,
            kind=EventKind.CLICK,
            slate=slate,
            position=position,
            occurred_at=NOW - DAY / 2,
        )

    told = administrator.get(page(experiment))

    assert "too few visitors have clicked" in told.content.decode()
    assert told.context["preference"].drawn == 1
    assert told.context["preferred"] == "50.0\xa0%"


def test_thompson_sampling_tells_how_likely_each_arm_is_the_best(administrator):
    experiment = make_experiment(started_at=NOW - 3 * DAY, kind=ExperimentKind.BANDIT)
    control, popular = experiment.arms.all()
    shown_to(control, at=NOW - DAY, visitors=100, clicked=10)
    shown_to(popular, at=NOW - DAY, visitors=100, clicked=40)

    told = administrator.get(page(experiment))

    assert "“popular” is the best arm with a probability of 100.0\xa0%" in told.content.decode()
    assert [(row["seen"], row["clicked"]) for row in told.context["sampled"]] == [(100, 10), (100, 40)]
    assert told.context["metrics"] == []


@pytest.mark.parametrize(("role", "status"), [(ANALYST, 200), (OPERATOR, 200), (CATALOG_EDITOR, 403)])
def test_each_role_sees_what_it_may(client, experiment, role, status):
    somebody = UserFactory(is_staff=True)
    somebody.groups.add(Group.objects.get(name=role))
    client.force_login(somebody)
    assert client.get(page(experiment)).status_code == status


def test_it_speaks_chinese(administrator, experiment):
    administrator.cookies["django_language"] = "zh-hans"
    control, popular = experiment.arms.all()
    shown_to(control, at=NOW - DAY, visitors=40, clicked=20)
    shown_to(popular, at=NOW - DAY, visitors=40, clicked=22)
    text = administrator.get(page(experiment)).content.decode()
    with translation.override("zh-hans"):
        assert str(Metric.CTR.label) in text
    assert "is not known yet" not in text
