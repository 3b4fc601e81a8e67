"""The verbs that span rooms. Those of one room lie in that room."""
