"""Declared figures asked, kept day by day, planned and drawn.

`queries` ask the rooms; `keeping` keeps what they said at the end of each day; `curve` is the arithmetic of plan, pace
and forecast; `drawing` sets a curve out for the page; `proving` tells the programme what the rooms' news prove.

# Luật: KH 82 VI.5.đ, VI.6.a (số liệu đúng thực tế)
"""
