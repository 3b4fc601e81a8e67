"""What else is known of an item lifts or lowers how sure the page alone made the machine."""
