"""The workbook of a run: its tables and charts for Excel."""
