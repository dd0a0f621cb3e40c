import pytest
import torch


@pytest.fixture(scope="session", autouse=True)
def _one_thread():
    """Networks of a few units only lose by sharing the cores with other test processes."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)
