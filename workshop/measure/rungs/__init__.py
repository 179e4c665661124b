"""The ladder: each rung a small change to step 3's asynchronous consumer, and what it gives up."""
