"""Digital signatures on digitised files: sign, look at, verify. Keys stay with whoever holds them."""
