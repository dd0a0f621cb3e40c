"""Online Retail names no categories. These are ours: the first group of which a word stands in the title."""

import re

DEPARTMENT = "Online Retail"
OTHERS = "More gifts"

# The order decides: a Christmas mug is for Christmas, a paper lantern gives light.
_GROUPS = {
    "Christmas": "christmas xmas santa reindeer advent bauble baubles snowflake snowman tinsel",
    "Easter and garden": "easter garden plant planter watering bird birdhouse parasol herb egg rabbit bunny hen chick",
    "Jewelry and accessories": (
        "necklace bracelet earrings earring ring rings brooch bangle hair charm diamante bead beads pendant scarf "
        "keyring umbrella sunglasses hairclip"
    ),
    "Bags and travel": "bag bags purse purses shopper wallet suitcase passport luggage travel",
    "Candles and light": (
        "candle candles t-light t-lights lantern lanterns light lights lamp incense chandelier candlestick candleholder"
    ),
    "Baking and cake": "cake cakes baking cakestand cupcake muffin jelly recipe pantry jam cookie bake",
    "Kitchen and table": (
        "mug mugs cup cups plate plates bowl bowls tea teapot coffee cutlery spoon spoons kitchen jug glass bottle "
        "lunch jar tray apron dish napkins napkin saucer teacup dinner snack beaker tumbler oven coaster coasters"
    ),
    "Party": "party bunting balloon balloons garland birthday confetti streamer straws",
    "Paper and writing": (
        "card cards wrap paper notebook notebooks pencil pencils pen stickers sticker tissue tissues tape ribbon "
        "ribbons letter envelopes stamp sketchbook journal calendar chalk chalkboard tags"
    ),
    "Toys and games": (
        "toy toys game games doll dolly jigsaw playhouse spaceboy skittles puzzle puppet childrens feltcraft kit "
        "soldier dominoes blocks skipping"
    ),
    "Boxes and storage": "box boxes tin tins basket drawer drawers storage cabinet rack cases tidy crate trinket",
    "Home and decoration": (
        "hanging decoration sign frame frames clock cushion mirror hook hooks doormat wall door wreath heart hearts "
        "quilt photo metal bathroom tile vase magnet magnets hanger knob curtain cover towel art shelf warmer"
    ),
}
_GROUP_OF = {word: name for name, words in reversed(_GROUPS.items()) for word in words.split()}
_RANK = {name: rank for rank, name in enumerate(_GROUPS)}


def category_of(title: str) -> tuple[str, str]:
    """Department and group of a product of Online Retail."""
    found = {_GROUP_OF[word] for word in re.findall(r"[a-z\-]+", title.lower()) if word in _GROUP_OF}
    return DEPARTMENT, min(found, key=_RANK.get, default=OTHERS)
