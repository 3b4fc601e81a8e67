"""The plan itself: read from its printed table or a spreadsheet, kept, given to agencies, forecast."""
