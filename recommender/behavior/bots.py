"""Who is not a shopper: crawlers, clients without a name, and browsers that only fetch ahead."""

from functools import lru_cache

from crawleruseragents import CRAWLER_USER_AGENTS_DATA, is_crawler, matching_crawlers
from django.conf import settings
from django.http import HttpRequest

AUTOMATION = {"http-library", "browser-automation"}


def is_bot(request: HttpRequest) -> bool:
    """True where nobody looks at the answer, so that nothing of it belongs in the behavior log."""
    return (
        request.method == "HEAD"
        or "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
        or is_known_bot(request.headers.get("User-Agent", ""), automation_is_bot=not settings.DEMO)
    )


@lru_cache(maxsize=4096)
def is_known_bot(user_agent: str, *, automation_is_bot: bool) -> bool:
    """Scripts and driven browsers are bots, but in the demo, where they stand in for shoppers."""
    if not user_agent:
        return automation_is_bot
    if not is_crawler(user_agent):
        return False
    return automation_is_bot or not _tags(user_agent) <= AUTOMATION


def _tags(user_agent: str) -> set[str]:
    known = matching_crawlers(user_agent)
    return {tag for number in known for tag in CRAWLER_USER_AGENTS_DATA[number]["tags"]}
