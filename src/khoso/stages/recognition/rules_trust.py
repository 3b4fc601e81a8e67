"""How often a field is right when the rules are so sure: measured on invented papers, one table a field.

Written by `python -m bench.fields --calibrate`; a field without a table keeps the confidence of the rules. A row says:
from this score of the rules on, this share of the values was right.
"""

from __future__ import annotations

TRUST: dict[str, tuple[tuple[float, float], ...]] = {
    "kind": ((0.0, 0.89), (0.911, 0.997),),
    "number": ((0.0, 0.89), (0.969, 0.98), (0.989, 0.994),),
    "notation": ((0.0, 0.89), (0.961, 0.998),),
    "issued_date": ((0.0, 0.89), (0.95, 0.995),),
    "place": ((0.0, 0.89), (0.925, 0.998),),
    "issuer": ((0.0, 0.827), (0.699, 0.998),),
    "superior": ((0.0, 0.89), (0.693, 0.998),),
    "subject": ((0.0, 0.873), (0.899, 0.989),),
    "signer": ((0.0, 0.596), (0.821, 0.998),),
    "post": ((0.0, 0.404), (0.65, 0.89),),
    "recipients": ((0.0, 0.25), (0.825, 0.788), (0.875, 0.89), (0.901, 0.988),),
    "language": ((0.0, 0.89), (0.995, 0.998),),
    "page_count": ((0.0, 0.89), (0.99, 0.998),),
    "seals": ((0.0, 0.89), (0.75, 0.998),),
    "signatures": ((0.0, 0.788), (0.8, 0.985), (0.9, 0.997),),
    "tables": ((0.0, 0.89), (0.97, 0.998),),
    "maps": ((0.0, 0.865), (0.9, 0.998),),
}  # fmt: skip
