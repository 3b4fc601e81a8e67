"""People of the house: their accounts, roles given and lent, the quarterly review."""
