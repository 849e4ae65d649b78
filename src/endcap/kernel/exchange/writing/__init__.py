"""Writing tables: how a value looks in a cell, and the three kinds of file."""
