"""Charts over two measured quantities: axes, curves, histograms."""
