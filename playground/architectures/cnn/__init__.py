"""The convolutional neural network: stages of convolution and pooling, then fully connected layers."""
