"""Who signs in for a customer: shop owners and dealers in the portal, invited by the office."""
