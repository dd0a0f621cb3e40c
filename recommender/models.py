"""The tables of the recommender, gathered so that Django finds them in one app with one migration history."""

from recommender.behavior.models import (
    Dismissal,
    Event,
    Impression,
    Slate,
    Visitor,
    VisitSession,
)
from recommender.evaluation.models import GateDecision
from recommender.insights.models import Segment, SegmentMember, SegmentSet
from recommender.rules.models import BusinessRule
from recommender.serving.models import Deployment, RecommendationList
from recommender.training.models import ModelVersion, TrainingRun

__all__ = [
    "BusinessRule",
    "Deployment",
    "Dismissal",
    "Event",
    "GateDecision",
    "Impression",
    "ModelVersion",
    "RecommendationList",
    "Segment",
    "SegmentMember",
    "SegmentSet",
    "Slate",
    "TrainingRun",
    "VisitSession",
    "Visitor",
]
