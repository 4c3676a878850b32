"""What templates of the office may say beyond Django's own tags."""
