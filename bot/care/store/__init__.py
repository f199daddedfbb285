"""The tables of care, one module per table or purpose. SQL and nothing else."""
