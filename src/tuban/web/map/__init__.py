"""The map (一张图): patches, reference layers and images in one view, and the list beside it."""
