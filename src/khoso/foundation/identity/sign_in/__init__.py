"""Signing in: passwords, second factors, locks, sessions, single sign-on, tokens; the libraries do the work."""
