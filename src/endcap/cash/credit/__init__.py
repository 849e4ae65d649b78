"""How much a customer may owe: limits, investigations, overrides, bad debts."""
