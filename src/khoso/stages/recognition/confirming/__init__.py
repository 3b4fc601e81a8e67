"""The workbench: a person confirms the fields of an item beside its page; two people key, a third decides."""
