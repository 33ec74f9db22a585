"""The rules behind ci/tidy, one module each. Standard library only."""
