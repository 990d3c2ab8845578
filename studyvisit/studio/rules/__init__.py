"""What holds in the studio by itself, whatever is stored and whoever asks."""
