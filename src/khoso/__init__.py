"""Kho Số: from a city's paper archives to a digital repository that keeps, finds and proves."""

__version__ = "0.6.0"
