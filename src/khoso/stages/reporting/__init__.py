"""One truth every two weeks: what each agency did, from evidence; what the city sees, asks, and tells the Committee.

By folder: `readings` ask the rooms' declared figures and keep them by day, with the list behind each; `reports` are the
agencies' two-weekly and final reports; `requests` are reports asked for besides; `difficulties` are questions with a
deadline; `reminders` tell and escalate by rule; `city` is the wall, the curve, the scores and the city's own reports.

# Luật: KH 82/KH-UBND VI.5.đ-e, VI.6
"""
