"""The A4 papers: fonts, rendering, checking, keeping until they are printed."""
