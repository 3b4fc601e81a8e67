"""Saved views and edits of many, for the table of who opens what: each is its maker's own."""

from __future__ import annotations

OF_NO_AGENCY = {
    "catalogue:change-view": "one's own views",
    "catalogue:bulk-edit": "one's own edits; what they may touch is asked row by row",
    "catalogue:bulk-move": "one's own edits; what they may touch is asked row by row",
}
