"""What is said between the window and the engine: commands, events, and the Mailbox that gathers them."""
