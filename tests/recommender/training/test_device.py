import pytest
import torch

from recommender.training.device import choose_device, fast_type, precision


def test_auto_takes_the_accelerator_where_there_is_one():
    assert choose_device("auto").type == ("cuda" if torch.cuda.is_available() else "cpu")


@pytest.mark.parametrize("wish", ["gpu", "tpu:0", "meta", "cuda:99"])
def test_a_device_that_is_not_there_is_refused_in_words(wish):
    with pytest.raises(ValueError, match=r"no device|no such GPU"):
        choose_device(wish)


@pytest.mark.parametrize(("able", "dtype"), [(True, torch.bfloat16), (False, torch.float32)])
def test_products_are_rounded_where_the_hardware_is_fast_at_it(monkeypatch, able, dtype):
    cpu, square = torch.device("cpu"), torch.ones(2, 2)
    monkeypatch.setattr("torch.cpu.get_capabilities", lambda: {"avx512_bf16": able})
    with precision(cpu):
        assert (square @ square).dtype == dtype
    with precision(cpu, "float32"):
        assert (square @ square).dtype == torch.float32


def test_bfloat16_cannot_be_insisted_on():
    with pytest.raises(ValueError, match="no precision 'bfloat16'; known are auto, float32"):
        fast_type(torch.device("cpu"), "bfloat16")
