"""What Home Affairs and the People's Committee see of all agencies at once, and what they are told.

`lateness` says what a colour means, `wall` sets the colours out, `tiles` draws them; `bottlenecks` and `flags` say
where to look first; `scoring` weighs; `content` is everything a report of the city is made from, `papers` its papers.
"""
