"""The main window, its menus, bars and help."""
