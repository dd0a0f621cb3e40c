"""The result as a file, read as a program for tables reads it."""

import csv
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from accounts.roles import ANALYST, CATALOG_EDITOR, OPERATOR
from recommender.behavior.models import EventKind
from recommender.experiments.choices import ExperimentKind, Metric, Serves
from tests.factories.accounts import AdministratorFactory, UserFactory
from tests.factories.behavior import EventFactory, SlateFactory
from tests.factories.experiments import GuardrailFactory, make_experiment, make_version, shown_to

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture
def administrator(client):
    client.force_login(AdministratorFactory())
    return client


def address(experiment) -> str:
    return reverse("admin:recommender_experiment_table", args=[experiment.pk])


def table(client, experiment) -> list[dict[str, str]]:
    answer = client.get(address(experiment))
    assert answer.status_code == 200
    return list(csv.DictReader(answer.getvalue().decode().splitlines()))


def numbers(row: dict[str, str], *names: str) -> list[float]:
    return [float(row[name]) for name in names]


@pytest.fixture
def experiment():
    made = make_experiment(started_at=NOW - 3 * DAY, planned_visitors=300)
    GuardrailFactory(experiment=made, metric=Metric.CONVERSION, largest_loss=0.9)
    control, popular = made.arms.all()
    shown_to(control, at=NOW - DAY, visitors=400, clicked=40, bought=40)
    shown_to(popular, at=NOW - DAY, visitors=400, clicked=160, bought=60)
    return made


def test_each_arm_has_a_row_for_each_metric(administrator, experiment):
    rows = table(administrator, experiment)

    assert [(row["arm"], row["metric"]) for row in rows] == [
        (arm, metric) for arm in ("control", "popular") for metric in ("ctr", "conversion", "revenue")
    ]
    assert [row["is_control"] for row in rows] == ["True"] * 3 + ["False"] * 3
    assert [row["is_primary"] for row in rows] == ["True", "False", "False"] * 2
    assert {row["visitors"] for row in rows} == {row["impressions"] for row in rows} == {"400"}
    assert [numbers(row, "rate") for row in rows] == [[0.1], [0.1], [1.0], [0.4], [0.15], [1.5]]
    assert {row["sample_ratio"] for row in rows} == {"1.0"}


def test_an_arm_is_compared_with_control_as_on_the_page(administrator, experiment):
    *of_control, ctr, conversion, revenue = table(administrator, experiment)

    assert {row[name] for row in of_control for name in row if "look" in name or name == "change"} == {""}
    assert numbers(ctr, "change") == [pytest.approx(3.0)]
    wide, narrow = (
        numbers(ctr, f"low_at_{look}_look", f"high_at_{look}_look") for look in ("any", "planned")
    )
    assert 0 < wide[0] < narrow[0] < 3 < narrow[1] < wide[1]
    page = administrator.get(reverse("admin:recommender_experiment_told", args=[experiment.pk]))
    told = page.context["metrics"][0]["rows"][1]
    assert told["any_look"] == f"between +{wide[0]:.1%} and +{wide[1]:.1%}".replace("%", "\xa0%")
    assert (conversion["largest_loss"], conversion["guardrail"]) == ("0.9", "holds")
    assert (ctr["guardrail"], revenue["largest_loss"]) == ("", "")


def test_it_says_when_an_arm_broke_and_counts_until_then(administrator):
    version = {"name": "=new", "serves": Serves.VERSION, "version": make_version()}
    broken = make_experiment({"name": "control"}, version, started_at=NOW - 3 * DAY)
    for arm in broken.arms.all():
        shown_to(arm, at=NOW - 2 * DAY, visitors=3, clicked=1)
        shown_to(arm, at=NOW - DAY / 4, visitors=5, clicked=1)
    broke = NOW - DAY
    broken.arms.filter(is_control=False).update(broken_at=broke, breakage="unreadable")

    rows = table(administrator, broken)

    at = f"{broke:%Y-%m-%dT%H:%M:%S}+00:00"
    assert {row["counted_until"] for row in rows} == {at}
    assert [row["broken_at"] for row in rows] == [""] * 3 + [at] * 3
    assert {row["visitors"] for row in rows} == {"3"}
    assert rows[-1]["arm"] == "'=new"  # no formula


def test_of_interleaving_it_says_what_the_arm_won(administrator):
    shared = make_experiment(started_at=NOW - 3 * DAY, kind=ExperimentKind.INTERLEAVING)
    control, popular = shared.arms.all()
    for number in range(40):
        EventFactory(
            slate=SlateFactory(teams=[popular.pk, control.pk, 0, 0], served_at=NOW - DAY),
            kind=EventKind.CLICK,
            position=1 if number < 30 else 2,
            occurred_at=NOW - DAY / 2,
        )

    (row,) = table(administrator, shared)

    assert row["arm"] == "popular"
    assert [row[name] for name in ("visitors_who_clicked", "won", "lost", "drawn", "share_won")] == [
        "40", "30", "10", "0", "0.75"
    ]  # fmt: skip
    low, high = numbers(row, "low_at_any_look", "high_at_any_look")
    assert 0 <= low < 0.75 < high <= 1


def test_of_thompson_sampling_it_says_how_likely_each_arm_is_the_best(administrator):
    sampling = make_experiment(started_at=NOW - 3 * DAY, kind=ExperimentKind.BANDIT)
    control, popular = sampling.arms.all()
    shown_to(control, at=NOW - DAY, visitors=100, clicked=10)
    shown_to(popular, at=NOW - DAY, visitors=100, clicked=40)

    rows = table(administrator, sampling)

    assert [(row["arm"], row["seen"], row["clicked"], row["rate"], row["best"]) for row in rows] == [
        ("control", "100", "10", "0.1", "0.0"),
        ("popular", "100", "40", "0.4", "1.0"),
    ]


@pytest.mark.parametrize("kind", ExperimentKind.values)
def test_a_draft_has_a_head_and_one_that_nobody_saw_has_empty_cells(administrator, kind):
    assert table(administrator, make_experiment(running=False, kind=kind)) == []
    for row in table(administrator, make_experiment(kind=kind)):
        assert not any(row.get(name) for name in ("rate", "share_won", "change", "low_at_any_look"))


def test_without_control_nothing_is_compared(administrator, experiment):
    experiment.arms.update(is_control=False)

    assert {row["change"] for row in table(administrator, experiment)} == {""}


@pytest.mark.parametrize(("role", "status"), [(ANALYST, 200), (OPERATOR, 200), (CATALOG_EDITOR, 403)])
def test_who_may_see_the_page_may_have_the_file(client, experiment, role, status):
    somebody = UserFactory(is_staff=True)
    somebody.groups.add(Group.objects.get(name=role))
    client.force_login(somebody)

    answer = client.get(address(experiment))

    assert answer.status_code == status
    assert client.post(address(experiment)).status_code == 405
    if status == 200:
        today = f"{timezone.now():%Y-%m-%d}"
        assert (
            answer["Content-Disposition"] == f'attachment; filename="experiment-{experiment.pk}-{today}.csv"'
        )


def test_the_page_leads_to_it(administrator, experiment):
    page = reverse("admin:recommender_experiment_told", args=[experiment.pk])
    assert f'href="{address(experiment)}"' in administrator.get(page).content.decode()
    draft = make_experiment(running=False, placement="product_similar")
    page = reverse("admin:recommender_experiment_told", args=[draft.pk])
    assert address(draft) not in administrator.get(page).content.decode()
