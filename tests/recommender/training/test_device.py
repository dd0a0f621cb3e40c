import pytest
import torch

from recommender.training.device import choose_device, precision


def test_auto_takes_the_accelerator_where_there_is_one():
    assert choose_device("auto").type == ("cuda" if torch.cuda.is_available() else "cpu")


@pytest.mark.parametrize("wish", ["gpu", "tpu:0", "meta", "cuda:99"])
def test_a_device_that_is_not_there_is_refused_in_words(wish):
    with pytest.raises(ValueError, match=r"no device|no such GPU"):
        choose_device(wish)


def test_precision_is_what_was_asked_for():
    cpu, square = torch.device("cpu"), torch.ones(2, 2)
    with precision(cpu, "bfloat16"):
        assert (square @ square).dtype == torch.bfloat16
    with precision(cpu, "float32"):
        assert (square @ square).dtype == torch.float32
