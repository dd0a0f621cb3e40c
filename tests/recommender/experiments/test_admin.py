import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.roles import ANALYST, CATALOG_EDITOR, OPERATOR
from recommender.experiments.choices import Breakage, Serves, State
from recommender.experiments.models import Experiment, Guardrail
from recommender.models import RecommendationList
from tests.factories.accounts import AdministratorFactory, UserFactory
from tests.factories.behavior import VisitorFactory
from tests.factories.experiments import make_experiment, make_version

pytestmark = pytest.mark.django_db
ADD = reverse("admin:recommender_experiment_add")
LIST = reverse("admin:recommender_experiment_changelist")


@pytest.fixture(autouse=True)
def queued(monkeypatch) -> list:
    """What would go to the workers."""
    asked = []
    for name in ("refresh_all", "ship_winner"):
        monkeypatch.setattr(
            f"recommender.operating.{name}.delay_on_commit",
            lambda *args, name=name: asked.append((name, *args)),
        )
    return asked


@pytest.fixture
def administrator(client):
    client.force_login(AdministratorFactory())
    return client


def typed(*arms: dict, guardrails: int = 0, **fields) -> dict:
    """The form as a browser sends it."""
    said = {
        "name": "New lamps",
        "placement": "home_for_you",
        "kind": "split",
        "traffic_share": "0.5",
        "primary_metric": "ctr",
        "arms-TOTAL_FORMS": len(arms),
        "arms-INITIAL_FORMS": 0,
        "guardrails-TOTAL_FORMS": guardrails,
        "guardrails-INITIAL_FORMS": 0,
    }
    for number, arm in enumerate(arms):
        said |= {f"arms-{number}-{name}": value for name, value in arm.items()}
    return said | fields


CONTROL = {"name": "control", "is_control": "on", "share": "0.5", "serves": "live"}
POPULAR = {"name": "popular", "share": "0.5", "serves": "popularity"}


def change(experiment) -> str:
    return reverse("admin:recommender_experiment_change", args=[experiment.pk])


def press(client, experiment, button: str, **said):
    """The dialog that asks, and its answer."""
    address = reverse(f"admin:recommender_experiment_{button}", args=[experiment.pk])
    assert b"?" in client.get(address).content
    answer = client.post(address, {"_form_submitted": "on"} | said)
    experiment.refresh_from_db()
    return answer, client.get(change(experiment)).content.decode()


def test_a_draft_is_written_with_its_arms_and_guardrails(administrator):
    guardrail = {"guardrails-0-metric": "revenue", "guardrails-0-largest_loss": "0.02"}

    answer = administrator.post(ADD, typed(CONTROL, POPULAR, guardrails=1, **guardrail))

    assert answer.status_code == 302
    made = Experiment.objects.get()
    assert (made.name, made.traffic_share, made.state) == ("New lamps", 0.5, State.DRAFT)
    assert list(made.arms.values_list("name", "is_control", "serves")) == [
        ("control", True, "live"),
        ("popular", False, "popularity"),
    ]
    assert Guardrail.objects.get().largest_loss == 0.02


@pytest.mark.parametrize(
    ("arms", "fields", "sentence"),
    [
        ([CONTROL], {}, "An experiment needs two arms at least."),
        ([CONTROL | {"is_control": ""}, POPULAR], {}, "Exactly one arm must be the control."),
        ([CONTROL, POPULAR | {"is_control": "on"}], {}, "Exactly one arm must be the control."),
        ([CONTROL, POPULAR | {"share": "0.4"}], {}, "The shares of the arms add up to 0.9, not to 1."),
        ([CONTROL, POPULAR | {"serves": "version"}], {}, "Name the model version that this arm serves."),
        ([CONTROL, POPULAR], {"traffic_share": "0"}, "must be above 0 and at most 1."),
        ([CONTROL, POPULAR], {"placement": "home_reminder"}, "On this placement nothing can be compared"),
        ([CONTROL, POPULAR | {"name": "control"}], {}, "Please correct the duplicate data for name"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(administrator, arms, fields, sentence):
    page = administrator.post(ADD, typed(*arms, **fields)).content.decode()

    assert sentence in page
    assert not Experiment.objects.exists()


def test_a_version_without_a_checkpoint_is_said(administrator, settings, tmp_path):
    settings.MODEL_STORE = tmp_path
    new = {"name": "new", "share": "0.5", "serves": "version", "version": make_version(7).pk}

    page = administrator.post(ADD, typed(CONTROL, new)).content.decode()

    assert "Arm “new”: v7 popularity cannot be read." in page
    assert not Experiment.objects.exists()


def test_a_taken_placement_is_told_with_the_draft(administrator):
    make_experiment(name="Old lamps")

    page = administrator.post(ADD, typed(CONTROL, POPULAR), follow=True).content.decode()

    assert "“Old lamps” runs on this placement: this one can start when that has ended." in page
    assert Experiment.objects.filter(name="New lamps").exists()


def test_the_control_may_go_from_one_arm_to_the_other(administrator):
    draft = make_experiment(running=False, name="New lamps")
    first, second = draft.arms.order_by("pk")
    arms = [CONTROL | {"is_control": "", "id": first.pk}, POPULAR | {"is_control": "on", "id": second.pk}]

    answer = administrator.post(change(draft), typed(*arms) | {"arms-INITIAL_FORMS": 2})

    assert answer.status_code == 302
    assert list(draft.arms.order_by("pk").values_list("is_control", flat=True)) == [False, True]


def test_it_is_started_once_asked_and_leaves_a_trace(administrator, queued):
    draft = make_experiment(running=False)

    _answer, page = press(administrator, draft, "start")

    assert draft.state == State.RUNNING
    assert "It runs; lists of its arms are on their way." in page
    assert queued == [("refresh_all",)]
    assert LogEntry.objects.get().change_message == "started the experiment"


def test_a_second_one_on_the_placement_is_refused_in_words(administrator, queued):
    make_experiment(name="Old lamps")
    draft = make_experiment(running=False)

    _answer, page = press(administrator, draft, "start")

    assert "“Old lamps” runs on “home: for you” already." in page
    assert draft.state == State.DRAFT
    assert queued == []


def test_it_is_stopped_and_its_lists_are_gone(administrator):
    running = make_experiment({}, {"diversity": 0.5})
    facts = {"placement": "home_for_you", "visitor": VisitorFactory(), "product_ids": [1], "scores": [1.0]}
    usual = RecommendationList.objects.create(**facts)
    RecommendationList.objects.create(**facts, arm=running.arms.get(is_control=False))

    _answer, page = press(administrator, running, "stop")

    assert running.state == State.ENDED
    assert "It has ended; everybody sees the usual again." in page
    assert list(RecommendationList.objects.all()) == [usual]


def test_what_has_started_stays_as_it_is(administrator):
    running = make_experiment(name="Lamps", started_at=None)
    press(administrator, running, "start")
    first, second = running.arms.order_by("pk")
    arms = [CONTROL | {"id": first.pk, "share": "0.9"}, POPULAR | {"id": second.pk, "share": "0.1"}]

    said = {"placement": "home_popular", "traffic_share": "0.1", "conclusion": "Wait for Monday."}
    administrator.post(change(running), typed(*arms, **said) | {"arms-INITIAL_FORMS": 2})

    running.refresh_from_db()
    assert (running.placement, running.traffic_share) == ("home_for_you", 1.0)
    assert running.conclusion == "Wait for Monday."
    assert set(running.arms.values_list("share", flat=True)) == {0.5}


def test_only_fitting_buttons_are_shown(administrator):
    def buttons(experiment) -> set:
        page = administrator.get(change(experiment)).content.decode()
        names = ("start", "stop", "ship")
        return {
            n for n in names if reverse(f"admin:recommender_experiment_{n}", args=[experiment.pk]) in page
        }

    draft = make_experiment(running=False)
    running = make_experiment()
    assert buttons(draft) == {"start"}
    assert buttons(running) == {"stop", "ship"}
    press(administrator, running, "stop")
    assert buttons(running) == {"ship"}


def test_a_broken_arm_is_told(administrator):
    running = make_experiment()
    arm = running.arms.get(is_control=False)
    arm.broken_at, arm.breakage = running.started_at, Breakage.ROLLED_BACK
    arm.save()

    for address in (LIST, change(running)):
        page = administrator.get(address).content.decode()
        assert "“popular” serves what is live: Its version was rolled back." in page


def test_what_has_run_cannot_be_deleted(administrator):
    running, draft = make_experiment(), make_experiment(running=False)

    def delete(experiment):
        address = reverse("admin:recommender_experiment_delete", args=[experiment.pk])
        return administrator.post(address, {"post": "yes"}).status_code

    assert delete(running) == 403
    assert delete(draft) == 302
    assert list(Experiment.objects.all()) == [running]


class TestShipping:
    def ship(self, client, experiment, arm):
        return press(client, experiment, "ship", arm=arm.pk)[1]

    def test_a_running_one_ends_and_the_gate_is_asked(self, administrator, queued):
        running = make_experiment({}, {"name": "new", "serves": Serves.VERSION, "version": make_version()})
        arm = running.arms.get(is_control=False)

        page = self.ship(administrator, running, arm)

        assert running.state == State.ENDED
        assert [name for name, *_ in queued] == ["ship_winner"]
        assert queued[0][1] == arm.pk
        assert "The gate is asked; what it says appears here." in page
        assert "asked the gate for “new”" in LogEntry.objects.values_list("change_message", flat=True)

    @pytest.mark.parametrize(
        ("arm", "sentence"),
        [
            ({"serves": Serves.LIVE}, "This arm is what is live already."),
            ({"serves": Serves.POPULARITY}, "Popularity is no model version"),
            ({"category_share": 0.25}, "put SHELF_CATEGORY_SHARE = 0.25 into"),
        ],
    )
    def test_what_is_no_version_is_told(self, administrator, queued, arm, sentence):
        running = make_experiment({}, arm)

        page = self.ship(administrator, running, running.arms.get(is_control=False))

        assert sentence in page
        assert running.state == State.RUNNING
        assert queued == []

    def test_an_arm_of_another_experiment_is_none_to_choose(self, administrator, queued):
        running = make_experiment()
        other = make_experiment(placement="product_similar").arms.first()
        address = reverse("admin:recommender_experiment_ship", args=[running.pk])

        administrator.post(address, {"_form_submitted": "on", "arm": other.pk})

        running.refresh_from_db()
        assert running.state == State.RUNNING
        assert queued == []


class TestRoles:
    def client_of(self, role: str) -> Client:
        account = UserFactory(is_staff=True)
        account.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(account)
        return client

    def test_an_operator_defines_starts_and_stops(self):
        client = self.client_of(OPERATOR)

        assert client.post(ADD, typed(CONTROL, POPULAR)).status_code == 302
        made = Experiment.objects.get()
        assert made.arms.count() == 2
        press(client, made, "start")
        press(client, made, "stop")
        assert made.state == State.ENDED

    def test_an_analyst_looks_and_changes_nothing(self):
        client = self.client_of(ANALYST)
        draft = make_experiment(running=False)

        page = client.get(change(draft))
        assert page.status_code == 200
        assert b"popular" in page.content
        start = reverse("admin:recommender_experiment_start", args=[draft.pk])
        assert start not in page.content.decode()
        assert [client.get(ADD).status_code, client.get(start).status_code] == [403, 403]
        assert client.post(change(draft), typed(CONTROL)).status_code == 403

    def test_others_see_nothing_of_it(self):
        client = self.client_of(CATALOG_EDITOR)

        assert client.get(LIST).status_code == 403
