"""Puts the house together: settings, urls, start-up, which engine is plugged in, who listens to which news."""
