"""The guide for installing, one printed sheet: its words, its pictures and its layout."""
