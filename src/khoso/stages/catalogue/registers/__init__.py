"""The catalogue given back as registers: workbooks and printed forms."""
