"""Charts: which a run has, how they are drawn, and Word's own form of them."""
