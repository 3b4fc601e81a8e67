"""Who must say yes to a subject, and what they said: ballots of a body, decisions of a head. Knows no stage."""
