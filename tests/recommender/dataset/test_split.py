import numpy as np
import pytest

from recommender.dataset.sequences import Samples, histories_of, target_times, targets_of
from recommender.dataset.split import (
    all_samples,
    end_of,
    part_known_to,
    samples_from,
    split_moments,
    split_news,
    temporal_split,
)
from tests.factories.sequences import make_dataset, make_split


@pytest.fixture(scope="module")
def sequences():
    return make_dataset().sequences


def pairs(samples):
    return set(zip(samples.rows.tolist(), samples.ends.tolist(), strict=True))


def test_every_interaction_but_the_first_is_a_target(sequences):
    samples = all_samples(sequences)
    assert len(samples) == len(sequences.items) - len(sequences)
    assert samples.ends.min() == 1
    assert (samples.ends < sequences.lengths[samples.rows]).all()


def test_parts_lie_one_after_the_other_in_time_and_miss_nothing(sequences):
    moments = split_moments(sequences)
    split = temporal_split(sequences, validation_from=moments.validation_from, test_from=moments.test_from)
    assert target_times(sequences, split.training).max() < moments.validation_from
    assert target_times(sequences, split.validation).min() >= moments.validation_from
    assert target_times(sequences, split.validation).max() < moments.test_from
    assert target_times(sequences, split.test).min() >= moments.test_from
    together = [pairs(split.training), pairs(split.validation), pairs(split.test)]
    assert set.union(*together) == pairs(all_samples(sequences))
    assert sum(map(len, together)) == len(all_samples(sequences))
    assert pairs(split.before_test) == together[0] | together[1]


def test_moments_leave_the_shares_behind_them(sequences):
    moments = split_moments(sequences, validation_share=0.2, test_share=0.3)
    assert (sequences.times >= moments.test_from).mean() == pytest.approx(0.3, abs=0.02)
    assert (sequences.times >= moments.validation_from).mean() == pytest.approx(0.5, abs=0.02)


def test_what_may_be_learned_in_any_case_moves_both_moments(sequences):
    usual = split_moments(sequences)
    after = sequences.times[sequences.times > usual.test_from]
    middle = int(np.sort(after)[len(after) // 2])

    later = split_moments(sequences, judged_from=middle)

    def count(moments):
        within = (sequences.times >= moments.validation_from) & (sequences.times < moments.test_from)
        return int(within.sum())

    assert later.test_from == middle
    assert count(later) == pytest.approx(count(usual), abs=len(sequences.times) / 100)
    assert split_moments(sequences, judged_from=usual.test_from - 1) == usual
    assert split_moments(sequences, judged_from=int(sequences.times.max()) + 1) == usual


def test_a_share_of_zero_leaves_a_part_empty(sequences):
    moments = split_moments(sequences, validation_share=0.0, test_share=0.0)
    split = temporal_split(sequences, validation_from=moments.validation_from, test_from=moments.test_from)
    assert len(split.validation) == len(split.test) == 0
    assert len(split.training) == len(all_samples(sequences))


def test_shares_that_leave_nothing_to_train_on_are_refused(sequences):
    with pytest.raises(ValueError, match="leave something to train on"):
        split_moments(sequences, validation_share=0.5, test_share=0.5)


def test_validation_after_the_test_period_is_refused(sequences):
    with pytest.raises(ValueError, match="must not begin after"):
        temporal_split(sequences, validation_from=2, test_from=1)


def test_what_is_new_to_a_model_is_learned_but_for_the_newest_that_judges(sequences):
    moments = split_moments(sequences)
    learned = temporal_split(sequences, validation_from=moments.validation_from, test_from=moments.test_from)
    learned_until = end_of(sequences, learned.training)

    news = split_news(sequences, learned_until=learned_until, judging_share=0.25)

    assert pairs(news.past) == pairs(learned.training)
    assert pairs(news.new) | pairs(news.judging) == pairs(learned.validation) | pairs(learned.test)
    assert target_times(sequences, news.new).max() < target_times(sequences, news.judging).min()
    share = len(news.judging) / (len(news.new) + len(news.judging))
    assert share == pytest.approx(0.25, abs=0.02)
    assert pairs(news.before_judging) == pairs(news.past) | pairs(news.new)


def test_a_model_that_knows_everything_has_no_news(sequences):
    until = end_of(sequences, all_samples(sequences))
    news = split_news(sequences, learned_until=until, judging_share=0.25)
    assert (len(news.new), len(news.judging)) == (0, 0)
    assert pairs(news.past) == pairs(all_samples(sequences))


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_news_without_a_judge_or_without_a_lesson_are_refused(sequences, share):
    with pytest.raises(ValueError, match="something to judge by"):
        split_news(sequences, learned_until=0, judging_share=share)


def test_samples_from_a_moment_on_begin_with_it(sequences):
    samples = all_samples(sequences)
    moment = int(target_times(sequences, samples)[len(samples) // 2])
    later = samples_from(sequences, samples, moment)
    assert target_times(sequences, later).min() == moment
    assert len(later) == (target_times(sequences, samples) >= moment).sum()


def test_long_rows_can_be_thinned_evenly_and_always_alike(sequences):
    moments = {"validation_from": 2**40, "test_from": 2**40}
    whole = temporal_split(sequences, **moments).training
    thinned = temporal_split(sequences, **moments, max_per_row=4).training
    counts = np.bincount(thinned.rows, minlength=len(sequences))
    assert counts.tolist() == np.minimum(sequences.lengths - 1, 4).tolist()
    assert pairs(thinned) <= pairs(whole)
    assert pairs(thinned) == pairs(temporal_split(sequences, **moments, max_per_row=4).training)
    ends = {row: thinned.ends[thinned.rows == row] for row in np.flatnonzero(sequences.lengths == 12)}
    assert all(row_ends[-1] == 11 for row_ends in ends.values())
    assert all(np.diff(row_ends).max() <= 3 for row_ends in ends.values())


def test_what_samples_show_ends_with_their_last_target(sequences):
    samples = Samples(np.array([2, 2, 5]), np.array([1, 2, 1]))
    known = part_known_to(sequences, samples)
    assert known.lengths[[2, 5]].tolist() == [3, 2]
    assert known.lengths.sum() == 5
    start = sequences.offsets[2]
    assert known.items[:3].tolist() == sequences.items[start : start + 3].tolist()
    assert len(known) == len(sequences)


def test_the_part_known_in_training_holds_nothing_of_the_test_period():
    dataset = make_dataset()
    split = make_split(dataset)
    known = part_known_to(dataset.sequences, split.before_test)
    assert known.times.max() < target_times(dataset.sequences, split.test).min()


def test_a_history_does_not_change_with_what_comes_after_it(sequences):
    samples = all_samples(sequences)
    before = histories_of(sequences, samples, max_length=5)
    place = 40
    row, end = samples.rows[place], samples.ends[place]
    items = sequences.items.copy()
    items[sequences.offsets[row] + end : sequences.offsets[row + 1]] = 1
    changed = type(sequences)(**{**vars(sequences), "items": items})
    after = histories_of(changed, samples, max_length=5)
    assert after.items[place].tolist() == before.items[place].tolist()
    assert targets_of(changed, samples)[place] == 1


def test_a_whole_split_has_nothing_left_to_choose_by():
    split = make_split(make_dataset())
    whole = split.whole()
    assert pairs(whole.training) == pairs(split.before_test)
    assert len(whole.validation) == 0
    assert pairs(whole.test) == pairs(split.test)
