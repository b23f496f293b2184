"""The curve doctor: examines a way of pricing keys and shows how it can be broken."""
