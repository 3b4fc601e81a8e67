"""A parsed query as a tantivy query: which pages answer, and how much each answer weighs."""

from __future__ import annotations

from itertools import pairwise

from tantivy import FieldType, Occur, Query, Schema

from khoso.engines.index.port import Grant, Match, SearchRequest
from khoso.engines.index.query import Clause, ParsedQuery

# Measured with bench/search on one half of its questions, reported on the other.
STOP_WEIGHT = 0.3
EXACT_WEIGHT = 3.0
PAIR_WEIGHT = 2.5
TITLE_WEIGHTS = {"title": 1.5, "dossier_title": 0.7}
NUMBER_WEIGHT = 6.0
DIGITS_WEIGHT = 2.0
TITLE_SLOP = 4

Part = tuple[Occur, Query]


class Builder:
    """Builds queries for one schema."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def matching(self, parsed: ParsedQuery, match: Match, request: SearchRequest) -> Query:
        """Pages that may be seen, pass the filters, and hold all, most or any of the words."""
        parts = [(Occur.Must, Query.const_score_query(part, 0.0)) for part in self._filters(request)]
        parts += [(Occur.MustNot, self._clause(clause)) for clause in parsed.excluded]
        if parsed.wanted:
            parts.append((Occur.Must, self._wanted(parsed, match)))
        elif not parsed.excluded:
            # Browsing: an item is shown by its first page.
            parts.append((Occur.Must, Query.const_score_query(self._term("page", 1), 1.0)))
        return Query.boolean_query(parts)

    def sifting(self, parsed: ParsedQuery, matching: Query) -> Query:
        """The same pages in an order that is quick to find: single words, no neighbours."""
        return Query.boolean_query([(Occur.Must, matching), *self._word_bonuses(parsed)])

    def ranking(self, parsed: ParsedQuery, matching: Query) -> Query:
        """The same pages, with everything that raises one above another."""
        bonuses = self._word_bonuses(parsed) + self._neighbour_bonuses(parsed)
        return Query.boolean_query([(Occur.Must, matching), *bonuses])

    def among(self, keys: list[int], query: Query) -> Query:
        """`query`, only among the pages of these keys."""
        chosen = Query.term_set_query(self.schema, "page_key", keys)
        return Query.boolean_query([(Occur.Must, Query.const_score_query(chosen, 0.0)), (Occur.Must, query)])

    def _wanted(self, parsed: ParsedQuery, match: Match) -> Query:
        required = [self._clause(clause) for clause in parsed.required]
        if match == "all":
            return Query.boolean_query([(Occur.Must, part) for part in required])
        # Words in quotes were meant: they stay wanted however far the rest is relaxed.
        insisted = [place for place, clause in enumerate(parsed.required) if clause.kind == "phrase"]
        free = [(Occur.Should, part) for place, part in enumerate(required) if place not in insisted]
        parts: list[Part] = [(Occur.Must, required[place]) for place in insisted]
        if free:
            least = max(0 if insisted else 1, parsed.most - len(insisted)) if match == "most" else int(not insisted)
            parts.append((Occur.Must, Query.boolean_query(free, minimum_number_should_match=least)))
            if least == 0:
                parts[-1] = (Occur.Should, Query.boolean_query(free))
        return Query.boolean_query(parts)

    def _clause(self, clause: Clause) -> Query:
        """One clause, without regard to accents, anywhere on the page or in its description."""
        text = self._words("text", clause.folded)
        if clause.kind == "number":
            name = "number_notation" if "/" in clause.number else "number"
            number = Query.boost_query(self._term(name, clause.number), NUMBER_WEIGHT)
        elif clause.kind == "word" and clause.folded[0].isdigit():
            number = Query.boost_query(self._term("number", clause.folded[0].lstrip("0")), DIGITS_WEIGHT)
        else:
            return text
        return Query.disjunction_max_query([text, number])

    def _word_bonuses(self, parsed: ParsedQuery) -> list[Part]:
        """What is not needed and raises a page: stop words, titles, exact spelling."""
        bonuses: list[Query] = []
        required = set(parsed.required)
        for clause in parsed.wanted:
            share = 1.0 if clause in required else STOP_WEIGHT
            if clause not in required:
                bonuses.append(Query.boost_query(self._words("text", clause.folded), share))
            if parsed.accented:
                bonuses.append(Query.boost_query(self._words("text_exact", clause.exact), EXACT_WEIGHT * share))
            for name, weight in TITLE_WEIGHTS.items():
                bonuses.append(Query.boost_query(self._words(name, clause.folded), weight * share))
        return [(Occur.Should, bonus) for bonus in bonuses]

    def _neighbour_bonuses(self, parsed: ParsedQuery) -> list[Part]:
        """Neighbours in the query that are neighbours on the page, and the query as a whole in the title.

        Two syllables make most Vietnamese words, so this tells `kinh phí` from a page about `kinh tế` and `lệ phí`.
        """
        bonuses: list[Query] = []
        for first, second in pairwise(parsed.wanted):
            name, pair = "text", (*first.folded, *second.folded)
            if parsed.accented:
                name, pair = "text_exact", (*first.exact, *second.exact)
            bonuses.append(Query.boost_query(self._words(name, pair), PAIR_WEIGHT))
        whole: list[str | tuple[int, str]] = [word for clause in parsed.wanted for word in clause.folded]
        if len(whole) > 1:
            bonuses.append(Query.phrase_query(self.schema, "title", whole, slop=TITLE_SLOP))
        return [(Occur.Should, bonus) for bonus in bonuses]

    def _filters(self, request: SearchRequest) -> list[Query]:
        rights = [self._grant(grant) for grant in request.rights()]
        filters = [Query.boolean_query([(Occur.Should, right) for right in rights]) if rights else Query.empty_query()]
        if request.agency_codes is not None:
            filters.append(self._one_of("agency_code", request.agency_codes))
        if request.kind_codes is not None:
            filters.append(self._one_of("kind_code", request.kind_codes))
        if request.dossier_id is not None:
            filters.append(self._term("dossier_id", request.dossier_id))
        if request.year_from is not None or request.year_to is not None:
            filters.append(
                Query.range_query(self.schema, "year", FieldType.Integer, request.year_from, request.year_to)
            )
        return filters

    def _grant(self, grant: Grant) -> Query:
        parts = [self._one_of("access_code", grant.access_codes)]
        if grant.agency_codes is not None:
            parts.append(self._one_of("agency_code", grant.agency_codes))
        if grant.dossier_ids is not None:
            parts.append(self._one_of("dossier_id", grant.dossier_ids))
        return Query.boolean_query([(Occur.Must, part) for part in parts])

    def _one_of(self, name: str, values: frozenset[str]) -> Query:
        # A page without a code (an empty string) is given to nobody.
        return Query.term_set_query(self.schema, name, sorted(value for value in values if value))

    def _term(self, name: str, value: str | int) -> Query:
        return Query.term_query(self.schema, name, value)

    def _words(self, name: str, wanted: tuple[str, ...]) -> Query:
        if len(wanted) == 1:
            return self._term(name, wanted[0])
        return Query.phrase_query(self.schema, name, list(wanted))
