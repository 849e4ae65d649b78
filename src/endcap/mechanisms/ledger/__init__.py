"""One append-only ledger for money, stock, credit, points and budgets."""
