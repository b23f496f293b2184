"""Forms about a room's vending machine, and its tabs on the Rooms page."""
