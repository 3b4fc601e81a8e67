"""A made-up half-year played into a house: rows of what agencies hold, then their reports through the real actions.

For trying, showing and testing the programme at the size of a city. Only a house of the demonstration takes it.
"""
