"""The figures, each as a ratio against a peer or a physical limit in one run."""
