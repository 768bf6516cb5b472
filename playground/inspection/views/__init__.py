"""What is computed beside a model for its pictures: one file a kind, each giving the views that a model offers."""
