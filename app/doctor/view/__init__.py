"""The Curve doctor page: what is examined, the verdict on it, and its counter-examples played."""
