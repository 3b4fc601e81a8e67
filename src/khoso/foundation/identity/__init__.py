"""Who you are and for whom you work: agencies of today and before, people, roles, delegation, sign-in.

Agencies are kept for ever: one that ended keeps its row, its names with their dates, and the way to its heirs.
A person holds roles in agencies between two dates, or has one lent by delegation; `permissions` asks nothing else.
"""
