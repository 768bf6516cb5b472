"""The engine process: the server trains, the client is the window's end of the pipe."""
