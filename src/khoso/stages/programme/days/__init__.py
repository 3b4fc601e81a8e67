"""Working days, days off by law and by decision of the year, and the calendar each person reads."""
