"""The gallery of presets and the form of the experiment."""
