"""The search as one statement, because a page has few queries to spend.

- typed: as the visitor wrote it (quotes, minus and "or" work), or with the last word as the beginning of one;
- meant: only where that finds nothing; each word that no product knows becomes the nearest one that does: at most one
  letter away (two neighbors exchanged, or a plural's s, aside), and among several the one that shares most trigrams;
- found: of what fits, the part that is most wanted now, ranked by where the words stand and how close together, a
  little by popularity, sold out ones later. Ranking reads whole rows, so a search for "a" must not rank all of them.
"""

import re
from dataclasses import dataclass

# All that a card shows.
COLUMNS = [
    "id",
    "slug",
    "title",
    "brand",
    "price",
    "list_price",
    "currency",
    "stock",
    "is_active",
    "is_consumable",
    "rating",
    "rating_count",
    "popularity",
    "released_at",
    "category_id",
]
MOST_RANKED = 1_000
SHORTEST_BEGINNING = 2
# Stands in the statement itself, not in a part with a name: so the planner knows the words, and takes the index.
TYPED = "(websearch_to_tsquery('english', %(words)s) || to_tsquery('english', %(beginning)s))"
FOUND = f"""
WITH fitting AS MATERIALIZED (
    SELECT id, {TYPED} AS query, '' AS meant
    FROM shop_product
    WHERE is_active AND search_vector @@ {TYPED}
    ORDER BY popularity DESC, rating_count DESC
    LIMIT {MOST_RANKED}
), meant AS MATERIALIZED (
    SELECT string_agg(coalesce(nearest.word, given.word), ' ' ORDER BY given.place) AS words
    FROM unnest(%(single)s::text[]) WITH ORDINALITY AS given (word, place)
    LEFT JOIN LATERAL (
        SELECT candidate.word
        FROM shop_searchword AS candidate
        WHERE length(given.word) >= 3
          AND NOT EXISTS (SELECT FROM shop_searchword AS same WHERE same.word = given.word)
          AND length(candidate.word) BETWEEN length(given.word) - 2 AND length(given.word) + 1
          AND (
              levenshtein_less_equal(candidate.word, given.word, 1) <= 1
              OR levenshtein_less_equal(candidate.word, regexp_replace(given.word, '([^s])s$', '\\1'), 1) <= 1
              OR candidate.word = ANY (%(exchanged)s)
                 AND levenshtein_less_equal(candidate.word, given.word, 2) = 2
          )
        ORDER BY similarity(candidate.word, given.word) DESC, candidate.word
        LIMIT 1
    ) AS nearest ON true
    WHERE NOT EXISTS (SELECT FROM fitting)
), found AS (
    SELECT * FROM fitting
    UNION ALL (
        SELECT id, plainto_tsquery('english', meant.words), meant.words
        FROM meant JOIN shop_product ON search_vector @@ plainto_tsquery('english', meant.words)
        WHERE is_active
        ORDER BY popularity DESC, rating_count DESC
        LIMIT {MOST_RANKED}
    )
)
"""  # noqa: S608  every name in it is from this file
BEST_FIRST = """
FROM found JOIN shop_product USING (id)
ORDER BY ts_rank_cd(search_vector, query)
             * (1 + 0.1 * ln(1 + greatest(popularity, 0)))
             * (CASE WHEN stock > 0 THEN 1 ELSE 0.5 END) DESC,
         similarity(title, %(words)s) DESC, id DESC
LIMIT %(limit)s OFFSET %(offset)s
"""
FIND = f"{FOUND} SELECT {', '.join(COLUMNS)}, meant, count(*) OVER () AS total {BEST_FIRST}"
MATCH = f"{FOUND} SELECT id, meant {BEST_FIRST}"
OPERATORS = re.compile(r'"|(^|\s)-\S|\sor\s', re.IGNORECASE)
MOST_WORDS = 8


@dataclass(frozen=True)
class Words:
    """The words of a search in the forms that the statement asks for."""

    text: str

    @property
    def single(self) -> list[str]:
        return re.findall(r"[^\W_]+", self.text.lower())[:MOST_WORDS]

    @property
    def beginning(self) -> str:
        """All words, the last as a beginning. Not where the visitor wrote operators: they mean what they wrote."""
        if OPERATORS.search(self.text) or not self.single:
            return ""
        words = " & ".join(f"'{word}'" for word in self.single)
        return f"{words}:*" if len(self.single[-1]) >= SHORTEST_BEGINNING else words

    @property
    def exchanged(self) -> list[str]:
        """Each word with each two neighbors exchanged."""
        return [
            word[:place] + word[place + 1] + word[place] + word[place + 2 :]
            for word in self.single
            for place in range(len(word) - 1)
        ]

    def parameters(self, *, limit: int, offset: int) -> dict:
        return {
            "words": self.text,
            "single": self.single,
            "beginning": self.beginning,
            "exchanged": self.exchanged,
            "limit": limit,
            "offset": offset,
        }
