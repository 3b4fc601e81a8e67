"""Files with a secrecy mark: the security officer decides, nobody else sees them."""
