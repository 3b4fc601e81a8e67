"""Everything outside this process, one folder per capability: a port, its adapters, a memory double, a probe."""
