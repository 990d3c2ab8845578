"""Content as it is written: source text taken apart and put together again without loss."""
