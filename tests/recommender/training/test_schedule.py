import pytest
import torch

from recommender.training.config import TrainingConfig
from recommender.training.schedule import FIRST, LAST, one_cycle, schedule_of


def rates(config: TrainingConfig, *, steps: int) -> list[float]:
    """The learning rate of every step of all epochs."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=config.learning_rate)
    schedule, found = schedule_of(optimizer, config, steps=steps), []
    for _ in range(steps * config.epochs):
        found.append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()
    return found


def test_steps_multiply_the_rate_after_every_few_epochs():
    config = TrainingConfig(epochs=5, learning_rate=1.0, decay=0.1, decay_every=2)
    assert rates(config, steps=3) == pytest.approx([1.0] * 6 + [0.1] * 6 + [0.01] * 3)


def test_one_cycle_rises_to_the_peak_and_falls_to_nearly_nothing():
    config = TrainingConfig(epochs=4, learning_rate=2.0, schedule="one_cycle", warm_up=0.25)
    found = rates(config, steps=10)
    assert found[0] == pytest.approx(2 * FIRST)
    assert found[10] == pytest.approx(2.0)
    assert found[:11] == sorted(found[:11])
    assert found[10:] == sorted(found[10:], reverse=True)
    assert found[-1] < 0.02


def test_one_cycle_ends_where_it_should_and_stays_there():
    assert one_cycle(1.0, warm_up=0.1) == pytest.approx(LAST)
    assert one_cycle(1.5, warm_up=0.1) == pytest.approx(LAST)


def test_an_unknown_schedule_is_refused_in_words():
    with pytest.raises(ValueError, match="no schedule 'linear'; known are steps, one_cycle"):
        rates(TrainingConfig(schedule="linear"), steps=1)
