"""The tables of care, one module for each noun. SQL and nothing else."""
