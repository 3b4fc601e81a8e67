"""Kho Số opened: search, reading pages, requests, certified copies."""
