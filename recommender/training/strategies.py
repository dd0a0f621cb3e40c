"""How an update may learn: the strategies that are compared, by name.

Li & Jiang, section 3.4 and equations 10, 11, 16-18; Ye, equations 1-3; after ADER (Mi et al., RecSys 2020).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from recommender.training.distillation import WEIGHTINGS, Distillation


@dataclass(frozen=True)
class Strategy:
    """How an update learns. Everything off is plain fine-tuning with the network's own dropout."""

    dropout: float | None = None
    """Another rate than the network's own; 0 is plain fine-tuning."""
    anchor: float = 0.0
    """lambda of the squared distance to the last snapshot (Li & Jiang, equation 10)."""
    importance: float = 0.0
    """lambda of the distance weighed by Fisher information (EWC)."""
    fisher_samples: int = 256
    """Past samples that tell the importance."""
    attention_weighted: bool = False
    """Samples weigh by the attention on their latest events (Li & Jiang, equation 10)."""
    rho: float | None = None
    """Smoothing of the averaged weights (equation 18); None serves the live ones."""
    distillation: Distillation | None = None
    """The serving model as the base whose ranking teaches."""
    exemplars: int = 0
    """Past samples that are learned again: those the base does best, items by their frequency."""
    candidates: int = 4
    """Exemplars are chosen from so many times their number, drawn at random: judging the whole past costs too much. With 1
    they are that draw."""
    student: Mapping = field(default_factory=dict)
    """Changes to the network's config: where the base has another one, a new, smaller network is taught (Ye's M_I beside
    M_B), by the labels and the base's ranking; from then on it is the base."""
    everything: bool = False
    """Full retraining from the start, for comparison."""


RHO = 0.99
KEPT = 30_000  # exemplars, as in ADER
STRATEGIES = {
    "fine_tune": Strategy(dropout=0.0),
    "dropout_fine_tune": Strategy(),
    "anchored": Strategy(anchor=1e-3),
    "ewc": Strategy(importance=100.0),
    "rehearsed": Strategy(exemplars=KEPT, candidates=1),
    "rehearsed_averaged": Strategy(exemplars=KEPT, candidates=1, rho=RHO),
    "averaged": Strategy(rho=RHO),
    "anchored_averaged": Strategy(anchor=1e-3, rho=RHO, attention_weighted=True),
    "distilled": Strategy(distillation=Distillation(), exemplars=KEPT),
    "distilled_averaged": Strategy(distillation=Distillation(), exemplars=KEPT, rho=RHO),
    "distilled_smaller": Strategy(
        distillation=Distillation(), exemplars=KEPT, student={"embedding_size": 64}
    ),
    "full_retraining": Strategy(everything=True),
} | {
    f"distilled_{name}": Strategy(distillation=Distillation(weighting=name), exemplars=KEPT)
    for name in WEIGHTINGS
    if name != Distillation.weighting
}
