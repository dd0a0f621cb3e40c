from collections.abc import Iterator

import pytest

from recommender.insights.cases import SESSION, purchase_cases, split_by_time
from recommender.insights.prepared_cases import PreparedCases, prepare
from tests.factories.behavior_table import planted_shop


@pytest.fixture(scope="session")
def planted() -> PreparedCases:
    """Cases of a shop where who carts and lingers buys."""
    table = planted_shop(sessions=400)
    return prepare(table, split_by_time(purchase_cases(table, horizon=SESSION, every_prefix=True)))


@pytest.fixture
def one_thread() -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
