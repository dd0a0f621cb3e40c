"""What else the machine did meanwhile, so that a figure can be believed or not."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

STAT = Path("/proc/stat")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Clock:
    """Seconds of all cores together since the start: busy (whoever it was), and stolen by the machine's host."""

    busy: float
    stolen: float

    @classmethod
    def now(cls) -> Self:
        """Zeros where there is no /proc/stat."""
        if not STAT.exists():
            return cls(0.0, 0.0)
        fields = STAT.read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]
        user, nice, system, _idle, _io, irq, soft_irq, stolen = (int(field) / TICKS for field in fields)
        return cls(user + nice + system + irq + soft_irq, stolen)


def load() -> float:
    """Processes that ran or wanted to, over the last minute."""
    return os.getloadavg()[0]


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
