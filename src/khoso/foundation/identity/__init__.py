"""Who you are and for whom you work: agencies, people, roles, sign-in."""
