"""Reports that Home Affairs asks for besides the regular ones, and what came of them."""
