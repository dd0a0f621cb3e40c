import pytest
from django.urls import reverse

from recommender.models import Deployment, GateDecision, ModelVersion, TrainingRun
from recommender.serving.deployment import live_version
from recommender.training.registry import ALGORITHM_NAMES
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions(settings, tmp_path):
    """Two registered versions, the first one live, with checkpoints that can be read."""
    from recommender.algorithms.interface import FitOptions
    from recommender.algorithms.popularity import Popularity
    from tests.factories.sequences import make_dataset, make_split

    settings.MODEL_STORE = tmp_path
    dataset = make_dataset()
    split = make_split(dataset)
    fitted = Popularity().fit(dataset, split.training, split.validation, FitOptions())
    run = TrainingRun.objects.create(algorithm="popularity", status="done")
    made = []
    for number in (1, 2):
        fitted.save(tmp_path / f"v{number}", facts={})
        version = ModelVersion.objects.create(
            number=number,
            run=run,
            algorithm="popularity",
            checkpoint=f"v{number}",
            metrics={"HR@20": 0.1 * number},
        )
        GateDecision.objects.create(challenger=version, passed=True, reasons=["Better than popularity."])
        made.append(version)
    Deployment.objects.create(version=made[0], reason="first")
    return made


def do(client, action: str, *versions):
    said = {"action": action, "_selected_action": [version.pk for version in versions]}
    return client.post(
        reverse("admin:recommender_modelversion_changelist"), said, follow=True
    ).content.decode()


def answer(client, action: str, **said):
    """The dialog that asks, and its button."""
    address = reverse(f"admin:recommender_modelversion_{action}")
    assert b"?" in client.get(address).content
    return client.post(address, {"_form_submitted": "on"} | said)


@pytest.fixture
def queued(monkeypatch) -> list[dict]:
    """What trainings and updates were asked for, instead of handing them to a worker."""
    from recommender import tasks

    asked = []
    for task in (tasks.retrain, tasks.update_live_model):
        monkeypatch.setattr(
            task,
            "apply_async",
            lambda args=None, kwargs=None, *, name=task.name, **_: asked.append({"task": name} | kwargs),
        )
    return asked


def test_deploy_and_roll_back_by_button(admin_client, versions):
    do(admin_client, "deploy_selected", versions[1])
    assert live_version() == versions[1]
    answer(admin_client, "roll_back")
    assert live_version() == versions[0]


def test_only_one_version_is_deployed_at_a_time(admin_client, versions):
    assert "exactly one" in do(admin_client, "deploy_selected", *versions)
    assert live_version() == versions[0]


def test_a_version_without_its_files_is_refused_in_words(admin_client, versions, tmp_path):
    (tmp_path / "v2").rename(tmp_path / "elsewhere")
    page = do(admin_client, "deploy_selected", versions[1])
    assert "v2 popularity:" in page
    assert live_version() == versions[0]


def test_the_gates_reasons_are_shown(admin_client, versions):
    page = admin_client.get(reverse("admin:recommender_modelversion_changelist")).content.decode()
    assert "Better than popularity." in page
    assert (
        admin_client.get(reverse("admin:recommender_modelversion_change", args=[versions[0].pk])).status_code
        == 200
    )


def test_a_version_page_shows_nothing_to_type(admin_client, versions):
    address = reverse("admin:recommender_modelversion_change", args=[versions[1].pk])
    admin_client.post(address, {"number": "99", "recommender_modelversion_deploy_this": "1"})
    versions[1].refresh_from_db()
    assert versions[1].number == 2
    assert live_version() == versions[1]


def test_a_roll_back_without_an_earlier_version_is_refused_in_words(admin_client, versions):
    answer(admin_client, "roll_back")
    page = admin_client.get(reverse("admin:recommender_modelversion_changelist")).content.decode()
    assert "no earlier model version" in page
    assert live_version() == versions[0]


def test_looking_at_the_dialog_does_nothing(admin_client, versions):
    do(admin_client, "deploy_selected", versions[1])
    admin_client.get(reverse("admin:recommender_modelversion_roll_back"))
    assert live_version() == versions[1]


@pytest.mark.parametrize("algorithm", ["pmca_bilstm", "item_knn"])
def test_a_training_of_the_chosen_algorithm_is_queued_by_button(
    admin_client, versions, django_capture_on_commit_callbacks, queued, algorithm
):
    with django_capture_on_commit_callbacks(execute=True):
        answer(admin_client, "retrain", algorithm=algorithm)
    [asked] = queued
    assert asked["algorithm"] == algorithm
    assert asked["requested_by_id"]


def test_every_algorithm_can_be_chosen_and_the_shops_own_is_chosen_already(admin_client, versions, settings):
    settings.RECOMMENDER_ALGORITHM = "sasrec"
    page = admin_client.get(reverse("admin:recommender_modelversion_retrain")).content.decode()
    assert [name for name in ALGORITHM_NAMES if f'value="{name}"' not in page] == []
    assert '<option value="sasrec" selected>' in page


def test_an_algorithm_that_nobody_has_is_not_trained(
    admin_client, versions, django_capture_on_commit_callbacks, queued
):
    with django_capture_on_commit_callbacks(execute=True):
        answer(admin_client, "retrain", algorithm="oracle")
    assert queued == []


def test_an_update_is_queued_by_button(admin_client, versions, django_capture_on_commit_callbacks, queued):
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.get(reverse("admin:recommender_modelversion_update"))
        assert queued == []
        answer(admin_client, "update")
    [asked] = queued
    assert asked["task"] == "recommender.tasks.update_live_model"
    assert asked["requested_by_id"]


def test_a_run_says_of_which_version_it_is_an_update_and_why(admin_client, versions):
    run = TrainingRun.objects.create(
        algorithm="popularity", base=versions[0], reason="5000 new samples reach the threshold of 5000."
    )
    runs = admin_client.get(reverse("admin:recommender_trainingrun_changelist")).content.decode()
    assert "v1" in runs
    page = admin_client.get(reverse("admin:recommender_trainingrun_change", args=[run.pk])).content.decode()
    assert "5000 new samples reach the threshold" in page


def test_an_analyst_who_may_only_look_finds_no_buttons(client, versions):
    from django.contrib.auth.models import Permission

    account = UserFactory(is_staff=True)
    account.user_permissions.add(Permission.objects.get(codename="view_modelversion"))
    client.force_login(account)
    assert client.get(reverse("admin:recommender_modelversion_changelist")).status_code == 200
    assert (
        client.post(
            reverse("admin:recommender_modelversion_roll_back"), {"_form_submitted": "on"}
        ).status_code
        == 403
    )
