"""What was run with which Python, Django and server; what newer packages change; raising a pin."""
