"""Bytes kept safe: OCFL objects, their versions, replicas and fixity."""
