"""The drawing of a whole model as nodes and edges in their places: from the layer table, without torch and Qt."""
