"""How often a field is right when the rules are so sure: measured on invented papers, one table a field.

Written by `python -m bench.fields --calibrate`; a field without a table keeps the confidence of the rules. A row says:
from this score of the rules on, this share of the values was right.
"""

from __future__ import annotations

TRUST: dict[str, tuple[tuple[float, float], ...]] = {}
