"""Personal data and secrecy marks on invented pages: how many are found, how many marks are false."""
