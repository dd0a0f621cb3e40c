"""Algorithms by name. Each is imported when it is asked for, so that baselines need no torch.

It stands with training, not with the algorithms, because a network brings its training along.
"""

from importlib import import_module
from pathlib import Path

from recommender.algorithms.checkpoint import CheckpointError, read_manifest
from recommender.algorithms.interface import Algorithm

# Name → where its class is.
BASELINES = {
    "popularity": "recommender.algorithms.popularity.Popularity",
    "session_popularity": "recommender.algorithms.session_popularity.SessionPopularity",
    "item_knn": "recommender.algorithms.item_knn.ItemKNN",
    "session_knn": "recommender.algorithms.session_knn.SessionKNN",
    "bpr": "recommender.algorithms.bpr.BPR",
    "als": "recommender.algorithms.als.ALS",
    "cfn": "recommender.algorithms.cfn.CFN",
    "association_rules": "recommender.algorithms.association_rules.AssociationRules",
}
NETWORKS = {
    "gru4rec": "recommender.training.one_stage.Gru4Rec",
    "sr_gnn": "recommender.training.one_stage.SrGnn",
    "sr_gnn_no_attention": "recommender.training.one_stage.SrGnnWithoutAttention",
    "sasrec": "recommender.training.one_stage.SasRec",
    "gru_tam": "recommender.training.one_stage.GruTam",
    "bilstm_transformer": "recommender.training.one_stage.BilstmTransformer",
    "dir": "recommender.training.one_stage.Dir",
    "pmca_bilstm": "recommender.training.pmca.PmcaBilstm",
}
ALGORITHM_NAMES = (*BASELINES, *NETWORKS)


def algorithm_class(name: str) -> type[Algorithm]:
    """The class of an algorithm. Raises ValueError in words for a name that nobody has."""
    if name not in ALGORITHM_NAMES:
        raise ValueError(f"There is no algorithm {name!r}; known are {', '.join(ALGORITHM_NAMES)}.")
    module, _, found = (BASELINES | NETWORKS)[name].rpartition(".")
    return getattr(import_module(module), found)


def load_algorithm(folder: Path, *, device: str = "auto") -> Algorithm:
    """The fitted algorithm of a checkpoint, whichever it is. Raises CheckpointError in words."""
    name = read_manifest(folder)["algorithm"]
    if name not in ALGORITHM_NAMES:
        raise CheckpointError(f"{folder} is of an algorithm that this code does not know: {name}.")
    return algorithm_class(name).load(folder, device=device)
