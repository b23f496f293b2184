"""The bonding curve's chart and what is read from it."""
