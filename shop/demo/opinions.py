"""What simulated shoppers write in reviews: short, plain, and in line with their stars."""

from random import Random

OPENINGS = {
    5: (
        "Exactly what I hoped for.",
        "Could not be happier with it.",
        "A small joy every day.",
        "Just lovely.",
    ),
    4: (
        "Very good, with one small wish.",
        "Well made and good value.",
        "Does what it should, and looks good.",
    ),
    3: ("Fine, but not special.", "It is all right for the price.", "I am of two minds about it."),
    2: ("Not quite what I expected.", "I had hoped for more.", "It works, but I would not buy it again."),
    1: ("Sadly, it went back.", "A disappointment.", "This was not for me at all."),
}
MIDDLES = {
    5: ("The {kind} feels solid and the color is even nicer than in the picture.", "We use the {kind} all the time.",
        "You notice the care that went into this {kind}."),
    4: ("The {kind} is sturdy; I would have liked a few more colors.", "Nice {kind}, and it arrived well packed.",
        "The size suits us, and the {kind} is easy to look after."),
    3: ("The {kind} is a bit smaller than I had in mind.", "As a {kind} it is average.",
        "The color of the {kind} is a little duller than in the picture."),
    2: ("For this price I expected a better {kind}.", "The finish of the {kind} could be cleaner."),
    1: ("The {kind} did not last as long as it should.", "The {kind} does not fit what I need."),
}  # fmt: skip
ENDINGS = {
    5: ("Would buy it again.", "A second one is already ordered.", ""),
    4: ("Recommended.", "I am glad I bought it.", ""),
    3: ("It will do.", ""),
    2: ("Returns were easy, at least.", ""),
    1: ("The refund came quickly.", ""),
}


def opinion(stars: int, kind_name: str, rng: Random) -> str:
    parts = (rng.choice(OPENINGS[stars]), rng.choice(MIDDLES[stars]), rng.choice(ENDINGS[stars]))
    return " ".join(part.format(kind=kind_name.lower()) for part in parts if part)
