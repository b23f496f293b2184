"""The demo simulator on the Vending machine page: its player, its bar, its dialogs."""
