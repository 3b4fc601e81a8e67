"""Councils, teams and the Steering Committee: members through time, decisions, meetings."""
