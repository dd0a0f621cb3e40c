"""The tables of the recommender, gathered so that Django finds them in one app with one migration history."""

from recommender.behavior.models import (
    ChangedDay,
    Dismissal,
    Event,
    Impression,
    Slate,
    Visitor,
    VisitSession,
)
from recommender.evaluation.models import GateDecision
from recommender.experiments.models import Arm, ArmPeriod, Experiment, Guardrail
from recommender.insights.attention.models import AttentionReading
from recommender.insights.drift.models import DriftDay, UpdateCheck
from recommender.insights.health.models import ListDelay, ShownDay
from recommender.insights.models import Segment, SegmentMember, SegmentSet
from recommender.insights.prediction.models import PurchasePrediction, PurchaseTraining
from recommender.insights.traffic.models import DayCount, DayFigures, HourFigures, TrafficState
from recommender.rules.models import BusinessRule
from recommender.serving.models import Deployment, RecommendationList
from recommender.training.models import ModelVersion, TrainingRun

__all__ = [
    "Arm",
    "ArmPeriod",
    "AttentionReading",
    "BusinessRule",
    "ChangedDay",
    "DayCount",
    "DayFigures",
    "Deployment",
    "Dismissal",
    "DriftDay",
    "Event",
    "Experiment",
    "GateDecision",
    "Guardrail",
    "HourFigures",
    "Impression",
    "ListDelay",
    "ModelVersion",
    "PurchasePrediction",
    "PurchaseTraining",
    "RecommendationList",
    "Segment",
    "SegmentMember",
    "SegmentSet",
    "ShownDay",
    "Slate",
    "TrafficState",
    "TrainingRun",
    "UpdateCheck",
    "VisitSession",
    "Visitor",
]
