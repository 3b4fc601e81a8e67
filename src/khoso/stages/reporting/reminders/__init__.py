"""Reminders and escalation by rule: who is told what when, at most once a day, and the chain of it.

`rules` is the table, `facts` what is owed, `receivers` who answers for it, `telling` writes notices, `sending` posts
letters, `queries` read them back.
"""
