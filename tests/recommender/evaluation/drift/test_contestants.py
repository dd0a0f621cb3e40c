import pytest

from recommender.evaluation.drift.contestants import Contestant, Updating, modes_of


def test_a_form_is_an_algorithm_with_its_own_setting():
    one = Contestant("gru_tam_no_time", "static", 1, {"hidden": 8})
    assert one.algorithm == "gru_tam"
    assert one.settings == {"temporal": False, "hidden": 8}
    assert Contestant("gru_tam", "static", 1).settings == {}


def test_networks_follow_by_updates_and_baselines_by_a_new_fit():
    assert modes_of("gru_tam_no_time") == ("static", "dynamic")
    assert modes_of("item_knn") == ("static", "retrained")


@pytest.mark.parametrize(
    ("name", "mode", "sentence"),
    [
        ("magic", "static", "no algorithm 'magic'"),
        ("gru_tam", "loud", "no mode 'loud'"),
        ("item_knn", "dynamic", "cannot be updated"),
    ],
)
def test_what_cannot_be_is_refused_in_words(name, mode, sentence):
    with pytest.raises(ValueError, match=sentence):
        Contestant(name, mode, 1)


def test_changes_of_an_update_go_to_the_strategy_or_to_the_training():
    how = Updating.changed({"rho": 0.9, "epochs": 5}, every=50)
    assert (how.strategy.rho, how.strategy.anchor, how.strategy.attention_weighted) == (0.9, 1e-3, True)
    assert how.changes == {"epochs": 5, "batch_size": 64, "learning_rate": 1e-3}
    assert how.every == 50
    with pytest.raises(ValueError, match="no setting speed"):
        Updating.changed({"speed": 1}, every=None)
