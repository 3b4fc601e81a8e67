"""Workbooks on their way in: columns confirmed, rows checked, good rows loaded, bad ones sent back marked."""
