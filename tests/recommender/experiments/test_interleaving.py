from collections import Counter
from random import Random

from recommender.experiments.interleaving import team_draft


def drafted(first, second, seed=0):
    return team_draft(first, second, key=lambda item: item, coin=Random(seed))


def test_each_round_both_pick_once_and_nothing_stands_twice():
    for seed in range(50):
        picks = drafted("abcdef", "fedcba", seed)

        assert sorted(item for item, _ in picks) == list("abcdef")
        teams = [team for _, team in picks]
        assert [sorted(teams[place : place + 2]) for place in (0, 2, 4)] == [[0, 1]] * 3


def test_each_picks_its_best_that_is_not_taken():
    outcomes = {tuple(item for item, _ in drafted("abcd", "bade", seed)) for seed in range(50)}

    assert ("a", "b") in {order[:2] for order in outcomes}
    assert ("b", "a") in {order[:2] for order in outcomes}


def test_the_coin_lets_both_begin_about_as_often():
    begins = Counter(drafted("ab", "cd", seed)[0][1] for seed in range(2_000))

    assert 900 < begins[0] < 1_100


def test_the_same_coin_gives_the_same_slate():
    assert drafted("abcdefgh", "hgfedcba", 7) == drafted("abcdefgh", "hgfedcba", 7)


def test_what_is_left_when_one_ran_out_is_nobodys():
    picks = drafted("a", "xyz")

    assert {team for _, team in picks[:2]} == {0, 1}
    assert [team for _, team in picks[2:]] == [None, None]


def test_an_empty_ranking_leaves_the_other_as_it_is():
    assert drafted("", "xy") == [("x", None), ("y", None)]
    assert drafted("", "") == []


def clicked_teams(first, second, taste: set, *, slates: int, seed: int) -> Counter:
    """Who is clicked by visitors that click what they like among the first four."""
    coin, teams = Random(seed), Counter()
    for _ in range(slates):
        picks = team_draft(first, second, key=lambda item: item, coin=coin)
        teams.update(team for item, team in picks[:4] if item in taste)
    return teams


def test_the_better_ranking_wins_and_two_equal_ones_draw():
    better, worse = list("abcdefgh"), list("hgfedcba")

    wins = clicked_teams(better, worse, set("abc"), slates=400, seed=1)
    draws = clicked_teams(better, better, set("abc"), slates=400, seed=2)

    assert wins[0] > 1.5 * wins[1]
    assert abs(draws[0] - draws[1]) < 4 * sum(draws.values()) ** 0.5
