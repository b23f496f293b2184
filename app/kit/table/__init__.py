"""The one paged table of the program: columns, model, view and what surrounds them."""
