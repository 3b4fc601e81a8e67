"""How often a field is right when the rules are so sure: measured on invented papers, one table a field.

Written by `python -m bench.fields --calibrate`; a field without a table keeps the confidence of the rules. A row says:
from this score of the rules on, this share of the values was right.
"""

from __future__ import annotations

TRUST: dict[str, tuple[tuple[float, float], ...]] = {
    "kind": ((0.0, 0.89), (0.9, 0.998),),
    "number": ((0.0, 0.89), (0.965, 0.985), (0.989, 0.993),),
    "notation": ((0.0, 0.89), (0.961, 0.998),),
    "issued_date": ((0.0, 0.89), (0.946, 0.996),),
    "place": ((0.0, 0.89), (0.921, 0.998),),
    "issuer": ((0.0, 0.827), (0.687, 0.998),),
    "superior": ((0.0, 0.89), (0.675, 0.998),),
    "subject": ((0.0, 0.873), (0.892, 0.89), (0.927, 0.985),),
    "signer": ((0.0, 0.558), (0.82, 0.998),),
    "post": ((0.0, 0.327), (0.642, 0.865), (0.81, 0.89),),
    "recipients": ((0.0, 0.173), (0.811, 0.788), (0.868, 0.89), (0.9, 0.989),),
    "language": ((0.0, 0.89), (0.995, 0.998),),
    "page_count": ((0.0, 0.89), (0.99, 0.998),),
    "seals": ((0.0, 0.89), (0.75, 0.998),),
    "signatures": ((0.0, 0.865), (0.8, 0.89), (0.9, 0.997),),
    "tables": ((0.0, 0.89), (0.97, 0.998),),
    "maps": ((0.0, 0.827), (0.9, 0.998),),
}  # fmt: skip
