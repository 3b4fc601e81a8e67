"""The plan made live: who does what by when, with which product, and what slips when something is late.

A task is done when its product is there, not when somebody says so. By folder: `plan` loads a plan from its text or a
spreadsheet; `work` is what agencies do about their tasks; `bodies` are councils, teams and committees; `rounds` are
inspection visits and monitoring; `guidance` is what was published and who read it; `attachments` are files with a
number and a date; `days` are working days, holidays and the calendar.

# Luật: KH 82/KH-UBND I.2.b («06 rõ»), VI, Phụ lục II
"""
