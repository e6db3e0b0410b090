"""Files that travel on a stick: packages, receipts, packs. Knows definitions, never a book."""
