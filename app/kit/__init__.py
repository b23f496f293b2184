"""Qt parts that more than one slice uses."""
