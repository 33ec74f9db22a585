"""What live tests, the demo and the process-level benchmarks share: processes, servers, fixtures and measuring.

Standard library only. Every server listens on a free port of 127.0.0.1; every process started here dies with its
starter.
"""
