"""Places of a page with personal data, so that access can cover them."""
