from collections import Counter
from random import Random

import pytest

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
    for seed in range(20):
        picks = drafted("a", "xyz", seed)

        assert sorted(item for item, _ in picks) == list("axyz")
        assert {team for _, team in picks[:2]} == {0, 1}
        assert [team for _, team in picks[2:]] == [None, None]


def test_a_pick_that_the_other_cannot_answer_is_nobodys():
    """Else who ran out would have had one more by the coin."""
    for seed in range(20):
        teams = Counter(team for _, team in drafted("abc", "bcdefg", seed))

        assert teams[0] == teams[1]


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


class TestWithinLimits:
    """Items are a letter, which is their category, and a number."""

    K, MOST = 12, 4

    def row_of(self, most: int):
        def new_row():
            held = Counter()

            def takes(item: str) -> bool:
                held[item[0]] += 1
                return held[item[0]] <= most

            return takes

        return new_row

    def drafted(self, first, second, seed, *, k=K, most=MOST):
        return team_draft(
            first, second, key=lambda item: item, coin=Random(seed), k=k, new_row=self.row_of(most)
        )

    def ranking(self, seed: int) -> list[str]:
        """Both have a taste: some categories come much earlier than others."""
        taste = Random(seed)
        weights = {letter: taste.random() for letter in "abcdef"}
        items = [f"{letter}{number}" for letter in weights for number in range(8)]
        return sorted(items, key=lambda item: -weights[item[0]] - taste.random())

    def test_who_would_exceed_one_takes_the_next_that_fits(self):
        for seed in range(20):
            row = self.drafted(["a1", "a2", "b1"], ["a3", "a4", "c1"], seed, k=2, most=1)[:2]

            begins = row[0][1]
            assert row[0][0] == ("a1", "a3")[begins]
            assert row[1] == ({0: "c1", 1: "b1"}[begins], 1 - begins)

    @pytest.mark.parametrize("seed", range(60))
    def test_every_row_keeps_them_as_long_as_enough_is_left(self, seed):
        first, second = self.ranking(seed), self.ranking(1_000 + seed)
        picks = self.drafted(first, second, seed)

        assert sorted(item for item, _ in picks) == sorted(first)  # each once, none is lost
        for start in (0, self.K, 2 * self.K):
            row = picks[start : start + self.K]
            assert max(Counter(item[0] for item, _ in row).values()) <= self.MOST
            assert abs(Counter(team for _, team in row)[0] - self.K / 2) <= 0.5

    def test_who_lists_one_category_alone_picks_as_often_as_the_other(self):
        alike = [f"a{number}" for number in range(12)]
        varied = [f"{letter}9" for letter in "bcdefghijklm"]
        for seed in range(50):
            row = self.drafted(alike, varied, seed)[: self.K]

            teams = Counter(team for _, team in row)
            assert teams[0] == teams[1] == self.MOST
            assert teams[None] == self.K - 2 * self.MOST
            assert all(item in varied for item, team in row if team is None)

    def test_where_nothing_else_is_left_a_row_exceeds_them_for_nobody(self):
        for seed in range(20):
            picks = self.drafted(["a1", "a2"], ["a3", "a4"], seed, k=4, most=1)

            assert sorted(item for item, _ in picks) == ["a1", "a2", "a3", "a4"]
            assert [team for _, team in picks] == [None] * 4

    def test_two_equal_rankers_are_clicked_as_often(self):
        """Half of them the very same list, half of them lists of the same taste in another order; the first places are
        clicked most."""
        picked, clicked = Counter(), Counter()
        for seed in range(3_000):
            chance = Random(seed)
            first = self.ranking(seed)
            second = first if seed % 2 else self.ranking(10_000 + seed)
            row = self.drafted(first, second, seed)[: self.K]
            picked.update(team for _, team in row)
            clicked.update(team for place, (_, team) in enumerate(row, 1) if chance.random() < 0.5 / place)

        assert picked[0] == picked[1] == 3_000 * self.K / 2
        assert abs(clicked[0] - clicked[1]) < 3 * (clicked[0] + clicked[1]) ** 0.5

    def test_the_better_ranker_still_wins(self):
        better = self.ranking(1)
        clicked = Counter()
        for seed in range(400):
            row = self.drafted(better, better[::-1], seed)[: self.K]
            clicked.update(team for item, team in row if item in better[:8])

        assert clicked[0] > 1.5 * clicked[1]
