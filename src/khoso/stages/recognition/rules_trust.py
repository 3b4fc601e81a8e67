"""How often a field is right when the rules are so sure: measured on invented papers, one table a field.

Written by `python -m bench.fields --calibrate`; a field without a table keeps the confidence of the rules. A row says:
from this score of the rules on, this share of the values was right.
"""

from __future__ import annotations

TRUST: dict[str, tuple[tuple[float, float], ...]] = {
    "kind": ((0.0, 0.89), (0.9, 0.998),),
    "number": ((0.0, 0.89), (0.98, 0.98), (0.989, 0.992),),
    "notation": ((0.0, 0.865), (0.964, 0.998),),
    "issued_date": ((0.0, 0.89), (0.948, 0.995),),
    "place": ((0.0, 0.89), (0.965, 0.997),),
    "issuer": ((0.0, 0.89), (0.907, 0.988),),
    "superior": ((0.0, 0.998),),
    "subject": ((0.0, 0.735), (0.892, 0.89), (0.927, 0.98), (0.964, 0.993),),
    "signer": ((0.0, 0.519), (0.82, 0.89), (0.918, 0.997),),
    "post": ((0.0, 0.135), (0.559, 0.324), (0.84, 0.89),),
    "recipients": ((0.0, 0.212), (0.824, 0.788), (0.868, 0.89), (0.9, 0.989),),
    "language": ((0.0, 0.998),),
    "page_count": ((0.0, 0.998),),
    "seals": ((0.0, 0.998),),
    "signatures": ((0.0, 0.865), (0.8, 0.89), (0.9, 0.997),),
    "tables": ((0.0, 0.998),),
    "maps": ((0.0, 0.827), (0.9, 0.998),),
}  # fmt: skip
