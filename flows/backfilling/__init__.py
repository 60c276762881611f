"""Backfills: the job that outlives its process, and the plan of one."""
