import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from recommender.behavior.models import Visitor
from recommender.insights.prediction.models import PurchasePrediction
from tests.factories.accounts import UserFactory
from tests.factories.prediction import make_prediction, make_training

pytestmark = pytest.mark.django_db
PEOPLE = reverse("admin:recommender_purchasetraining_people")


def page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_training_shows_all_predictors_in_one_table(admin_client):
    training = make_training()

    said = page(admin_client, reverse("admin:recommender_purchasetraining_change", args=[training.pk]))

    row = "<td>70.0\xa0%</td><td>–</td><td>60.0\xa0%</td><td>50.0\xa0%</td><td>40.0\xa0%</td><td>25.0\xa0%</td><td>0.1500</td><td>0.1400</td><td>0.0100</td>"
    assert f"<tr><th>recurrent network (serves)</th>{row}</tr>" in said
    assert "<tr><th>base rate</th>" in said
    assert "Learned from 1000 cases, chosen by 100, judged by the 100 newest." in said
    assert "No visit is long enough ago for its answer to be known." in said
    assert "<td>60</td><td>15.0\xa0%</td><td>10.0\xa0%</td>" in said


def test_likely_buyers_are_listed_with_what_is_expected_of_all(admin_client, django_assert_num_queries):
    for value in (0.1, 0.82, 0.28):
        make_prediction(Visitor.objects.create(), within_7_days=value)

    said = page(admin_client, PEOPLE)

    assert said.index("82.0\xa0%") < said.index("28.0\xa0%")
    for words in ("1.2", "40.0", "No visit is long enough ago"):  # 0.1 + 0.82 + 0.28 buyers, a mean of 0.4
        assert words in said
    for number in range(20):
        make_prediction(Visitor.objects.create(), within_7_days=number / 20)
    with django_assert_num_queries(5):
        admin_client.get(PEOPLE)


def test_before_the_first_night_it_says_so(admin_client):
    said = page(admin_client, PEOPLE)

    assert "Nothing has been learned yet." in said
    assert "Nobody has been asked about yet." in said
    assert PurchasePrediction.objects.count() == 0


def test_single_visitors_are_for_those_who_may_see_people(client):
    account = UserFactory(is_staff=True)
    account.user_permissions.add(Permission.objects.get(codename="view_purchasetraining"))
    client.force_login(account)
    assert client.get(PEOPLE).status_code == 403

    account.user_permissions.add(Permission.objects.get(codename="view_people"))
    assert client.get(PEOPLE).status_code == 200
