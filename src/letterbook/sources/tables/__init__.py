"""Tables: CSV, XLSX, ODS and XLS as grids of cells with their places."""
