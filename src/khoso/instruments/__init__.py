"""Tools several stages use; they know no stage and not each other."""
