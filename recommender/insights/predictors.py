"""Who predicts purchases, behind one call: fit on training, choose on validation, answer with probabilities.

Paper 4's recurrent network and its three rivals; gradient boosting as the rival to be taken seriously; and the base rate,
which knows nothing of anyone. All get the same cases; the network also reads the events in their order.
"""

from collections.abc import Callable, Iterable

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.tree import DecisionTreeClassifier

from recommender.algorithms.interface import Progress, silent
from recommender.insights.pair_rules import PairRules
from recommender.insights.prepared_cases import PreparedCases, PreparedPart

# Probabilities (S,) float64 of the cases of a part.
Predictor = Callable[[PreparedPart], np.ndarray]


def base_rate(cases: PreparedCases, *, seed: int, progress: Progress = silent) -> Predictor:
    rate = cases.training.buys.mean()
    return lambda part: np.full(len(part), rate)


def logistic_regression(cases: PreparedCases, *, seed: int, progress: Progress = silent) -> Predictor:
    return _best(cases, (LogisticRegression(C=C, max_iter=2_000) for C in (0.01, 0.1, 1.0, 10.0)))


def decision_tree(cases: PreparedCases, *, seed: int, progress: Progress = silent) -> Predictor:
    return _best(
        cases,
        (
            DecisionTreeClassifier(max_depth=depth, min_samples_leaf=leaf, random_state=seed)
            for depth in (3, 5, 8)
            for leaf in (10, 40)
        ),
    )


def association_rules(cases: PreparedCases, *, seed: int, progress: Progress = silent) -> Predictor:
    return _best(cases, (PairRules(min_support=support) for support in (0.005, 0.01, 0.02, 0.05)))


def gradient_boosting(cases: PreparedCases, *, seed: int, progress: Progress = silent) -> Predictor:
    return _best(
        cases,
        (
            HistGradientBoostingClassifier(
                learning_rate=0.05,
                max_iter=rounds,
                max_leaf_nodes=leaves,
                l2_regularization=1.0,
                early_stopping=False,
                random_state=seed,
            )
            for leaves in (4, 15)
            for rounds in (40, 120, 360)
        ),
    )


def recurrent(cell: str):
    """A fit of the network with this cell."""

    def fit(cases: PreparedCases, *, seed: int, progress: Progress = silent) -> Predictor:
        from recommender.insights.purchase_network import NetworkConfig, PurchaseRNN

        model = PurchaseRNN(NetworkConfig(cell=cell), seed=seed)
        return model.fit_cases(cases, progress=progress).predict

    return fit


PREDICTORS = {
    "base_rate": base_rate,
    "association_rules": association_rules,
    "decision_tree": decision_tree,
    "logistic_regression": logistic_regression,
    "gradient_boosting": gradient_boosting,
    "gru": recurrent("gru"),
    "lstm": recurrent("lstm"),
}


def _best(cases: PreparedCases, candidates: Iterable) -> Predictor:
    """The candidate with the highest average precision on validation."""
    fitted = [_probabilities(model.fit(cases.training.features, cases.training.buys)) for model in candidates]
    truth = cases.validation.buys
    return max(fitted, key=lambda predict: average_precision_score(truth, predict(cases.validation)))


def _probabilities(model) -> Predictor:
    return lambda part: model.predict_proba(part.features)[:, 1]
