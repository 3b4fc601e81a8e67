"""The layout of the tantivy index and how a page becomes a document of it."""

from __future__ import annotations

import hashlib

import tantivy

from khoso.engines.index import words
from khoso.engines.index.port import IndexPage

ANALYZER = "khoso_words"

# `text` holds every word of the page and of its description, so one lookup decides whether a page answers; the titles
# stand once more by themselves, because a hit there weighs more.
WORD_FIELDS = ("text", "text_exact", "title", "dossier_title")
_RAW_FIELDS = ("number", "number_notation", "fonds_code", "access_code")
_FACET_FIELDS = ("kind_code", "agency_code")


def build() -> tantivy.Schema:
    """The schema. Text is indexed and not stored; only what names a page is stored."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("item_id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("dossier_id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("page", stored=True, indexed=True, fast=True)
    # A number instead of the item's id: grouping and counting read it many times faster.
    builder.add_integer_field("item_key", fast=True)
    builder.add_integer_field("page_key", indexed=True, fast=True)
    builder.add_integer_field("year", indexed=True, fast=True)
    for name in _RAW_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in _FACET_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in WORD_FIELDS:
        builder.add_text_field(name, tokenizer_name=ANALYZER, index_option="position")
    return builder.build()


def register(index: tantivy.Index) -> None:
    """Tell an opened index how to split text that `words` has already normalised."""
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    # tantivy counts bytes and drops what reaches the limit; a letter of `words` has at most four.
    index.register_tokenizer(ANALYZER, analyzer.filter(tantivy.Filter.remove_long(words.LONGEST_WORD * 4 + 1)).build())


def key_of(name: str) -> int:
    """A 63-bit number for an item or a page; among ten million the chance that any two share one is 1 in 180,000."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big") >> 1


def document(page: IndexPage) -> tantivy.Document:
    """The page as tantivy wants it."""
    doc = tantivy.Document()
    doc.add_text("item_id", page.item_id)
    doc.add_text("dossier_id", page.dossier_id)
    doc.add_unsigned("page", page.page)
    doc.add_integer("item_key", key_of(page.item_id))
    doc.add_integer("page_key", key_of(f"{page.item_id}/{page.page}"))
    if page.year is not None:
        doc.add_integer("year", page.year)
    for name in ("fonds_code", "agency_code", "kind_code", "access_code"):
        doc.add_text(name, getattr(page, name))
    if page.number:
        doc.add_text("number", words.number_key(page.number))
        doc.add_text("number_notation", words.number_key(page.number, page.notation))
    for name in ("title", "dossier_title", "text"):
        exact = words.exact(words.canonical(getattr(page, name)))
        folded = words.folded(exact)
        # Each value is added apart: a phrase does not run from one into the next.
        doc.add_text("text_exact", exact)
        doc.add_text("text", folded)
        if name != "text":
            doc.add_text(name, folded)
    code = f"{page.number}/{page.notation}" if page.number else page.notation
    for value in (page.issuer, page.signer, code, page.reference_code, page.issued_date):
        if value:
            exact = words.exact(words.canonical(value))
            doc.add_text("text_exact", exact)
            doc.add_text("text", words.folded(exact))
    return doc
