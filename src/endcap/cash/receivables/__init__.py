"""What customers owe and what they have paid: contracts, invoices, money in, open items."""
