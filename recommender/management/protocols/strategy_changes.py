"""What --update says beside fields of the training config: mix.FIELD of the distillation, student.FIELD of a smaller successor."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from recommender.algorithms.configuration import changed
from recommender.training.strategies import Strategy

MIX, STUDENT = "mix", "student"


@dataclass(frozen=True)
class StrategyChanges:
    """Changes by field; the rest is for the training config of updates."""

    training: Mapping
    mix: Mapping
    student: Mapping

    @classmethod
    def of(cls, update: Mapping) -> Self:
        parts: dict[str, dict] = {"": {}, MIX: {}, STUDENT: {}}
        for name, value in update.items():
            part, dot, field = name.partition(".")
            if dot and part not in parts:
                raise ValueError(f"--update knows {MIX}.FIELD and {STUDENT}.FIELD, not {name}.")
            parts[part if dot else ""][field if dot else name] = value
        return cls(parts[""], parts[MIX], parts[STUDENT])

    def asked(self, strategy: Strategy) -> Strategy:
        """The strategy with these changes, where they are of what it does. Raises ValueError for an unknown field."""
        if strategy.distillation and self.mix:
            strategy = replace(strategy, distillation=changed(strategy.distillation, dict(self.mix)))
        if strategy.student and self.student:
            strategy = replace(strategy, student=self.student)
        return strategy
