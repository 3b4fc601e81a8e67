"""What corrections teach of abbreviations and names: told by people, used once enough of them agree."""
