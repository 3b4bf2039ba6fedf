"""What the auditor is handed: the workbook, the page, the evidence in pictures."""
