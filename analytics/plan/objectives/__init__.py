"""One TOML file an objective, in the plan's own words."""
