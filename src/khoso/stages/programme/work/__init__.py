"""What agencies do about their tasks: people, days, progress, products, proofs by the system."""
