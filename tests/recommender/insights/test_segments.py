import numpy as np
import pytest

from recommender.insights.segment_space import nearest
from recommender.insights.segments import find_segments, markdown_table
from recommender.insights.visitor_behavior import NAMES, VisitorBehavior

LOOKERS, COLLECTORS, BUYERS = 120, 60, 30


def planted(*, seed: int = 0) -> VisitorBehavior:
    """Those who look, those who collect, and those who buy again, with a little noise."""
    rng = np.random.default_rng(seed)
    means = {
        LOOKERS: (10, 0, 0, 0, 0, 30, 0),
        COLLECTORS: (40, 20, 1, 0, 0, 10, 0),
        BUYERS: (60, 1, 15, 6, 5, 3, 900),
    }
    values = np.concatenate([rng.poisson(mean, size=(count, len(NAMES))) for count, mean in means.items()])
    order = rng.permutation(len(values))
    return VisitorBehavior(order, NAMES, values[order].astype(np.float64))


@pytest.mark.parametrize("form", ["standard", "paper"])
def test_the_planted_groups_come_back_the_largest_first(form):
    found = find_segments(planted(), seed=1, form=form)

    assert [profile.size for profile in found.profiles] == [LOOKERS, COLLECTORS, BUYERS]
    assert np.bincount(found.segments).tolist() == [LOOKERS, COLLECTORS, BUYERS]
    assert set(found.segments[found.visitors < LOOKERS]) == {0}
    assert min(found.indices[form], key=found.indices[form].get) == 3


def test_a_profile_says_what_stands_out():
    lookers, collectors, buyers = find_segments(planted(), seed=1).profiles

    assert next(iter(collectors.stands_out)) == "favorite"
    assert buyers.sentence.startswith("much more")
    assert "much more repurchase" in buyers.sentence
    assert "less browse" in lookers.sentence
    assert buyers.means["value"] == pytest.approx(900, rel=0.05)
    assert lookers.share == pytest.approx(LOOKERS / 210)


def test_everybody_is_in_the_segment_whose_center_is_nearest():
    behavior = planted()

    found = find_segments(behavior, seed=1)

    assert nearest(found.space(behavior.values), found.centers).tolist() == found.segments.tolist()


def test_the_same_seed_gives_the_same_segments():
    first, again = (find_segments(planted(), seed=3).segments for _ in range(2))

    assert first.tolist() == again.tolist()


def test_visitors_who_are_all_alike_or_absent_are_refused_in_words():
    alike = VisitorBehavior(np.arange(5), NAMES, np.ones((5, len(NAMES))))
    with pytest.raises(ValueError, match="too much alike"):
        find_segments(alike, seed=1)
    with pytest.raises(ValueError, match="no visitors"):
        find_segments(VisitorBehavior(np.arange(0), NAMES, np.zeros((0, len(NAMES)))), seed=1)
    with pytest.raises(ValueError, match="no form 'cosine'"):
        find_segments(planted(), seed=1, form="cosine")


def test_the_table_shows_both_forms_of_the_index_and_each_segment():
    said = markdown_table(find_segments(planted(), seed=1))

    assert "| paper |" in said
    assert "| standard |" in said
    assert f"| 1 | {LOOKERS} |" in said
