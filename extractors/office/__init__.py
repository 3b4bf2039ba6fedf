"""The readers of Word files and workbooks."""
