"""The page of an office whose units report to it, and taking their packages in."""
