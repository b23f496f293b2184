"""The page that lets one crowd trade on several curves."""
