"""The search as one statement, because a page has few queries to spend.

- typed: as the visitor wrote it (quotes, minus and "or" work), or with the last word as the beginning of one;
- meant: only where that finds nothing; each word that no product knows becomes the nearest one that does: at most one
  letter away (two neighbors exchanged, or a plural's s, aside), and among several the one that shares most trigrams;
- found: ranked by where the words stand and how close together, a little by what is wanted now, sold out ones later.
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
    "released_at",
    "category_id",
]
FIND = f"""
WITH typed AS (
    SELECT websearch_to_tsquery('english', %(words)s) || to_tsquery('english', %(beginning)s) AS query
), known AS (
    SELECT EXISTS (
        SELECT FROM shop_product, typed WHERE is_active AND search_vector @@ typed.query
    ) AS exactly
), meant AS (
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
    WHERE NOT (SELECT exactly FROM known)
), chosen AS (
    SELECT typed.query, '' AS words FROM typed, known WHERE known.exactly
    UNION ALL
    SELECT plainto_tsquery('english', meant.words), meant.words FROM meant WHERE meant.words IS NOT NULL
)
SELECT {", ".join(f"product.{name}" for name in COLUMNS)},
       chosen.words AS meant, count(*) OVER () AS total
FROM chosen JOIN shop_product AS product ON product.search_vector @@ chosen.query
WHERE product.is_active
ORDER BY ts_rank_cd(product.search_vector, chosen.query)
             * (1 + 0.1 * ln(1 + greatest(product.popularity, 0)))
             * (CASE WHEN product.stock > 0 THEN 1 ELSE 0.5 END) DESC,
         similarity(product.title, %(words)s) DESC, product.id DESC
LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608  every name in it is from this file
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
        return " & ".join(f"'{word}'" for word in self.single) + ":*"

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
