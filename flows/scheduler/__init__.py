"""Prefect: its server, runner and page, and the cluster that reads; `nianbao serve` keeps them alive."""
