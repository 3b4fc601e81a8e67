"""Who signed what: signature records on any subject. The bytes are signed by `engines.signatures`."""
