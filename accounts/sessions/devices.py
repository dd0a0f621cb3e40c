"""What a browser calls itself, in words that its owner knows."""

from django.utils.translation import gettext as _
from ua_parser import parse

# The parser tells variants apart that are one program, or one system, to who uses it.
VARIANTS = (" Mobile WebView", " Mobile iOS", " Mobile", "Mobile ", "Headless", " iOS", " WebView")
SYSTEMS = {"Mac OS X": "macOS", "iOS": "iPhone"}
LONGEST = 40


def device_name(user_agent: str) -> str:
    """Like "Firefox on Windows"."""
    told = parse(user_agent)
    browser = _plain(told.user_agent.family) if told.user_agent else ""
    system = told.os.family if told.os else ""
    if told.device and told.device.family == "iPad":
        system = "iPad"
    system = SYSTEMS.get(system, system)[:LONGEST]
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")


def _plain(family: str) -> str:
    for variant in VARIANTS:
        family = family.replace(variant, "")
    return family[:LONGEST]


def is_handheld(user_agent: str) -> bool:
    """For the picture beside the name."""
    return "Mobile" in user_agent or "Android" in user_agent or "iPad" in user_agent
