"""Marks of a state secret in a number and notation, as one pattern that Python and the database read alike.

Questions over a whole agency are answered by the database, which cannot call Python.
# Luật: KH 82 II (không bao gồm tài liệu bí mật nhà nước)
"""

from __future__ import annotations

# What stands around a group of a notation: letters and digits of any alphabet do not.
_EDGE = r"[-/.,;:()\[\]\s_&+]"
_LEVELS = r"(T?M|(TUY[ỆệEe]T\s*|T[ỐốOo]I\s*)?M[ẬậAa]T)"
# `12/QĐ-UBND(M)`, `05/TM-UBND`, `12/KH-UBND-MẬT`.
SECRET = rf"(^|{_EDGE}){_LEVELS}($|{_EDGE})"
# The Ministry of Trade was TM too, and "TM." before an authority is "on behalf of": a person looks at these.
DOUBTFUL = (
    rf"((^|{_EDGE})TM-(XNK|DL|DM|TTTN|CATBD|AM|AP|[ĐđD]B|KHTK|PC|TCCB|VP)($|{_EDGE}))|((^|{_EDGE})TM\.\s*[^-/.,;:()\s])"
)
# A field for signs says it with nothing else beside; a class sign that is one letter is none.
MARKED = rf"^{_EDGE}*([ĐđDd][ộỘOo]\s+)?(TUY[ỆệEe]T\s*|T[ỐốOo]I\s*)?M[ẬậAa]T{_EDGE}*$"
