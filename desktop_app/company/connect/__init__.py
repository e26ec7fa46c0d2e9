"""The way to a company's database: addresses, trust, engines."""
