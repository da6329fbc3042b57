"""From results to verdicts: counting, measuring, judging, explaining."""
