import subprocess
import sys

import pytest

from recommender.algorithms.checkpoint import CheckpointError, write_manifest
from recommender.algorithms.interface import FitOptions
from recommender.algorithms.item_knn import ItemKNN
from recommender.training.registry import ALGORITHM_NAMES, algorithm_class, load_algorithm
from tests.factories.sequences import make_dataset, make_split


@pytest.mark.parametrize("name", ALGORITHM_NAMES)
def test_every_name_leads_to_the_algorithm_of_that_name(name):
    assert algorithm_class(name).name == name


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="no algorithm 'oracle'; known are popularity"):
        algorithm_class("oracle")


def test_a_checkpoint_is_loaded_as_what_it_is(tmp_path):
    dataset = make_dataset()
    split = make_split(dataset)
    ItemKNN().fit(dataset, split.training, split.validation, FitOptions()).save(tmp_path, facts={})
    assert isinstance(load_algorithm(tmp_path), ItemKNN)


def test_a_missing_checkpoint_is_refused_in_words(tmp_path):
    with pytest.raises(CheckpointError, match="no finished checkpoint"):
        load_algorithm(tmp_path / "nothing")


def test_a_checkpoint_of_an_algorithm_that_is_no_more_is_refused_in_words(tmp_path):
    write_manifest(tmp_path, algorithm="oracle", config={}, dataset=make_dataset(), files=[], facts={})
    with pytest.raises(CheckpointError, match="does not know: oracle"):
        load_algorithm(tmp_path)


def test_the_baselines_do_not_import_torch():
    """All but the autoencoder, which learns with it."""
    code = (
        "import sys\n"
        "from recommender.training.registry import BASELINES, algorithm_class\n"
        "[algorithm_class(name) for name in BASELINES if name != 'cfn']\n"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
