"""The screen of the audit trail, for those who watch: what everybody did, and whether the trail is whole."""
