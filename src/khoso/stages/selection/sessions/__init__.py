"""Sessions of the Review Council: agenda, quorum, opinions, votes, minutes."""
