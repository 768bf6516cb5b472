"""Published models of pictures: ViT and ResNet, from a folder on the disk."""
