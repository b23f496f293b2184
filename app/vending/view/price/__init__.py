"""The price chart: candles, line, range."""
