"""How a network is taught."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TrainingConfig:
    """The defaults are the paper's where it names them."""

    epochs: int = 10
    batch_size: int = 256
    learning_rate: float = 1e-3
    schedule: str = "steps"
    """Of the learning rate: steps (the paper's) or one_cycle (up, then down to nearly nothing)."""
    decay: float = 0.1
    """With steps the rate is multiplied by it …"""
    decay_every: int = 3
    """… after this many epochs."""
    warm_up: float = 0.15
    """Share of one cycle in which the rate rises."""
    l2: float = 1e-5
    """Weight decay of Adam."""
    patience: int = 3
    """Epochs without a better validation before training stops."""
    samples_per_epoch: int = 0
    """A fresh random part of the samples for each epoch; 0 is all of them."""
    validation_samples: int = 5000
    """At most so many are looked at after an epoch, and to choose the blend."""
    click_weight: float = 0.2
    """Of the click loss beside the softmax loss."""
    click_share: float = 1.0
    """Of a batch that the click loss looks at: the head learns enough from less, and a step is shorter."""
    hard: int = 3
    """Negatives of the click loss from the sample's own best candidates."""
    easy: int = 1
    """Negatives of the click loss from the targets of other samples."""
    sample_above: int = 50_000
    """Catalogs larger than this are taught by a sampled softmax …"""
    sampled: int = 4096
    """… with this many draws a batch."""
    precision: str = "auto"
    """auto (bfloat16 where the hardware is fast at it) or float32."""
