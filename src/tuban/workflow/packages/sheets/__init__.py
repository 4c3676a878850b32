"""Field sheets (外业核查表) as a workbook: filled by hand or on a laptop, and taken back by field."""
