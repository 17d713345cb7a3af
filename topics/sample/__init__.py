"""The sample that comes with the package: invented headlines of invented outlets."""
