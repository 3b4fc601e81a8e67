"""Small and pure: what every floor may use and what uses nothing of ours.

No Django, no files, no network. If it needs a database or a program, it belongs upstairs.
"""
