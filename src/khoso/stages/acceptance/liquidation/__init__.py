"""What must hold before a contract may be liquidated."""
