"""The work, in the order the paper travels; one room per stage. Code looks upstream, news travels downstream."""
