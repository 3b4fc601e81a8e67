"""Packages: SIP and AIP are built, validated and read here (OAIS, E-ARK, Circular 05/2025)."""
