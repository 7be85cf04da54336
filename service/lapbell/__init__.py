"""lapbell rings when a run ends: the one short routine this run asks for, as a push."""
