"""The recurrent neural network: Elman, LSTM and GRU layers that read a sequence step by step."""
