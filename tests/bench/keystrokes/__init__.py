"""Key strokes of a paper list: in the form, in the table, and in LibreOffice Calc really typed."""
