"""Explanations of figures on the Vending machine page."""
