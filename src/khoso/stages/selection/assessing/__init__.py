"""Assessing dossiers: groups, criteria, risk, cost against benefit; what the law blocks, and by which clause."""
