"""Permanent records that go to the Centre: the hand-over list."""
