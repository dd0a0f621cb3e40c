"""The paints: ten colors that products come in, and the materials that stay what they are."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tone:
    """One color or material in light from the top left; `accent` names its companion color."""

    name: str
    tint: str
    light: str
    mid: str
    dark: str
    deep: str
    accent: str = "sand"

    @property
    def round(self) -> str:
        """The fill of a turned surface: a lit edge, the body, a shaded edge."""
        return f"url(#{self.name}-round)"

    @property
    def flat(self) -> str:
        """The fill of a plane surface: lit above the diagonal, shaded below."""
        return f"url(#{self.name}-flat)"

    @property
    def companion(self) -> "Tone":
        return COLORS[self.accent]


def _by_name(*tones: Tone) -> dict[str, Tone]:
    return {tone.name: tone for tone in tones}


COLORS = _by_name(
    Tone("terracotta", "#f8e9e0", "#e9a17f", "#d27852", "#ad5938", "#7c3b25", "sand"),
    Tone("moss", "#eaeee0", "#a6b781", "#80945b", "#5f7141", "#414f2c", "mustard"),
    Tone("sand", "#f6efe3", "#ecdcbd", "#d9c298", "#b99d6e", "#8a7148", "terracotta"),
    Tone("ink", "#e4e8f0", "#6579a0", "#40517a", "#2c3957", "#1c253b", "mustard"),
    Tone("sky", "#e5f1f7", "#b1d6e9", "#82b9d6", "#5b95b8", "#386d8e", "cherry"),
    Tone("plum", "#f1e8ef", "#b07ea4", "#8a5680", "#683d61", "#462642", "blush"),
    Tone("mustard", "#faf1da", "#f4cd6e", "#e1ac3b", "#bb8823", "#865e15", "ink"),
    Tone("blush", "#fbeceb", "#f7cfc8", "#ecafa6", "#d08b84", "#9c5f5b", "plum"),
    Tone("lagoon", "#e1f1ef", "#7cc6bc", "#459f97", "#307c77", "#1e5655", "blush"),
    Tone("cherry", "#f9e6e5", "#e4766c", "#c84845", "#9b3136", "#6c1f27", "sky"),
)

WOOD = Tone("wood", "", "#dfbb8e", "#c99b68", "#a3784b", "#775432")
STEEL = Tone("steel", "", "#dde3e9", "#bac4cd", "#8d99a6", "#5f6975")
CREAM = Tone("cream", "", "#fffdf8", "#f7efe2", "#e2d4be", "#b8a688")
LEAF = Tone("leaf", "", "#9bc077", "#709b54", "#4f773d", "#35552c")
COAL = Tone("coal", "", "#656975", "#454954", "#30333d", "#1d1f27")
GLASS = Tone("glass", "", "#f3f9f9", "#dbeaec", "#b9d2d6", "#86a8ae")
COFFEE = Tone("coffee", "", "#a0714b", "#7a4f31", "#583620", "#3b2314")
HONEY = Tone("honey", "", "#f6ca66", "#e4a535", "#bc7d20", "#8a5913")

TONES = COLORS | _by_name(WOOD, STEEL, CREAM, LEAF, COAL, GLASS, COFFEE, HONEY)
