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
# Kinds are one or many (a lamp, coffee beans), used for years or used up: each sentence has to fit them all.
MIDDLES = {
    5: (
        "We use the {kind} all the time.",
        "There is nothing about the {kind} that I would change.",
        "The {kind} pleased everyone here.",
    ),
    4: (
        "The {kind} did just what I wanted.",
        "The {kind} arrived quickly and well packed.",
        "I would have liked a few more kinds to choose from, but the {kind} convinced me.",
    ),
    3: (
        "I had pictured the {kind} a little differently.",
        "I have seen better, but I will keep the {kind}.",
        "For myself I would take the {kind} again, as a present I would not.",
    ),
    2: ("For this price I expected more of the {kind}.", "I have not yet warmed to the {kind}."),
    1: ("The {kind} did not do what I need.", "I had more trouble than joy with the {kind}."),
}
ENDINGS = {
    5: ("Would buy it again.", "My next order is on its way.", ""),
    4: ("Recommended.", "I am glad that I tried it.", ""),
    3: ("It will do.", ""),
    2: ("Returns were easy, at least.", ""),
    1: ("The refund came quickly.", ""),
}


def opinion(stars: int, kind_name: str, rng: Random) -> str:
    parts = (rng.choice(OPENINGS[stars]), rng.choice(MIDDLES[stars]), rng.choice(ENDINGS[stars]))
    return " ".join(part.format(kind=kind_name.lower()) for part in parts if part)
