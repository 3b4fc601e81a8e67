"""Words that tell a language apart, in texts that share the Latin alphabet."""

from __future__ import annotations

# The commonest small words, without accents; those that are Vietnamese syllables too weigh nothing alone.
_ENGLISH = """the of and to in is for that with on by this are from be as at or it which an was has have its not will
    shall may any all their under these such other been were but they his her we our your you"""
ENGLISH = frozenset(_ENGLISH.split())
_FRENCH = """le la les de des du et en un une que qui dans pour par sur est au aux ce cette ces il elle ne pas sont avec
    ou son sa ses leur leurs plus nous vous article etre ont dont"""
FRENCH = frozenset(_FRENCH.split())
# So much of a line's words must be small words of a language before it counts as written in it.
SMALL_WORDS = 0.16
# So much of a line's words must be Vietnamese syllables with a mark.
MARKED = 0.25
# A line with fewer words says nothing of its own.
FEWEST_WORDS = 4
