"""The recommender's part of the admin, gathered so that Django finds it."""

from recommender.behavior import admin as behavior
from recommender.evaluation import admin as evaluation
from recommender.experiments import admin as experiments
from recommender.insights import admin as insights
from recommender.insights.prediction import admin as prediction
from recommender.insights.traffic import admin as traffic
from recommender.rules import admin as rules
from recommender.serving import admin as serving
from recommender.training import admin as training

__all__ = [
    "behavior",
    "evaluation",
    "experiments",
    "insights",
    "prediction",
    "rules",
    "serving",
    "traffic",
    "training",
]
