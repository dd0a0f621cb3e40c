"""Materials that several kinds share, each with one sentence about it."""

STONEWARE = {
    "Stoneware": "The stoneware is fired hot and dense, which makes it hard-wearing and pleasantly heavy."
}
PORCELAIN = {"Porcelain": "The porcelain is thin at the edge and surprisingly tough everywhere else."}
ENAMEL = {"Enamel": "Enamel over steel is light, easy to wipe clean and almost impossible to break."}
EARTHENWARE = {
    "Earthenware": "The earthenware keeps a soft, slightly uneven surface that shows it was shaped by hand."
}
GLASS = {"Glass": "The glass is thick, clear and free of any smell or taste."}
STEEL = {
    "Stainless Steel": "Brushed stainless steel keeps its looks, resists rust and can be "
    "recycled without end."
}
CAST_IRON = {
    "Cast Iron": "Cast iron warms slowly, stays hot for long and gets better with every year of use."
}
BRASS = {"Enameled Brass": "Enameled brass has a good weight and a smooth, deep color."}
ALUMINUM = {"Aluminum": "The aluminum is light, strong and finished so that it does not scratch easily."}
OAK = {"Oak": "The oak comes from managed forests and shows its grain through the finish."}
BEECH = {"Beech": "Beech is close-grained, hard-wearing and pleasantly smooth to the touch."}
WALNUT = {"Walnut": "Walnut brings a dark, calm grain, and no two pieces are quite alike."}
ASH = {"Ash": "Ash is pale, springy and light for its strength."}
BAMBOO = {"Bamboo": "Bamboo grows back within a few years and stays light and hard."}
LINEN = {"Linen": "The linen is washed before it is cut, so it is soft from the first day."}
COTTON = {"Cotton": "The organic cotton is tightly woven and washes well at forty degrees."}
WOOL = {"Wool": "The wool breathes, springs back into shape and keeps off the damp."}
VELVET = {"Velvet": "The short-pile velvet catches the light and is kinder to stains than it looks."}
CANVAS = {"Canvas": "The heavy canvas is waxed, so that a shower runs off it."}
RECYCLED = {"Recycled Nylon": "The nylon is spun from recovered fishing nets, tear-proof and light."}
LEATHER = {"Leather": "The vegetable-tanned leather starts firm and softens with use."}
CORK = {"Cork": "Cork is warm, quiet and harvested without felling a single tree."}
TERRACOTTA_CLAY = {"Clay": "Fired clay breathes, so roots stay healthy and water does not stand."}
CERAMIC = {"Ceramic": "The glazed ceramic is easy to wipe and keeps its color in the sun."}
RATTAN = {"Rattan": "The rattan is woven by hand, airy in look and sturdy in use."}
PAPER = {"Paper": "The paper shade is light and gives a soft, even glow."}
PLYWOOD = {"Birch": "Birch plywood stays straight and shows its fine layers at the edges."}


def either(*materials: dict[str, str]) -> dict[str, str]:
    """Joins single materials into the choices of a kind."""
    return {name: sentence for material in materials for name, sentence in material.items()}
