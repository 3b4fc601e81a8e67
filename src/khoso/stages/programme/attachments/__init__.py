"""Files with a number and a date: opened with care, kept once, handed out safely."""
