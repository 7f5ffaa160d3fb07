"""Values in, screens, CSV or JSON out: the same cells in each; the only package that knows Rich."""
