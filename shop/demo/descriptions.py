"""Product descriptions, put together from the sentences of kind, style, color and brand."""

from random import Random

from .kinds import Brand, Kind

COLOR_SENTENCES = {
    "terracotta": "Terracotta is the warm red of old roof tiles.",
    "moss": "Moss is a quiet green that sits well beside wood and linen.",
    "sand": "Sand is pale, calm and at ease with every other color.",
    "ink": "Ink is a blue so deep that it passes for black by candlelight.",
    "sky": "Sky is the light blue of a morning without plans.",
    "plum": "Plum is dark and soft, with a little red in it.",
    "mustard": "Mustard brings a spot of sun to gray days.",
    "blush": "Blush is a pink that has grown up.",
    "lagoon": "Lagoon lies somewhere between blue and green, and changes with the light.",
    "cherry": "Cherry is a clear, confident red.",
}

OPENINGS = (
    "{this} {adjective} {noun} from {brand} {feature}.",
    "The {noun} by {brand} {feature}.",
    "{brand} shows its {adjective} side here: the {noun} {feature}.",
)


def describe(kind: Kind, *, brand: Brand, style: str, color: str | None, rng: Random) -> str:
    """Four to five sentences: opening, style, a second feature, color or brand, and use."""
    first, second = rng.sample(kind.features, 2)
    character = COLOR_SENTENCES[color] if color and rng.random() < 0.6 else brand.creed
    sentences = [
        rng.choice(OPENINGS).format(
            this="These" if kind.plural else "This",
            adjective=brand.adjective,
            noun=kind.noun or kind.name.lower(),
            brand=brand.name,
            feature=first,
        ),
        kind.styles[style],
        f"{'They' if kind.plural else 'It'} {second}.",
        character,
        rng.choice(kind.uses),
    ]
    return " ".join(sentences)
