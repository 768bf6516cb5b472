"""Collecting data in class: pictures from a camera and seconds from a microphone, a folder for each class."""
