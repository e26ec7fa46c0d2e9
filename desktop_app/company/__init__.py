"""The company store: a Protocol, and what stands behind it. SQL today; HTTP later."""
