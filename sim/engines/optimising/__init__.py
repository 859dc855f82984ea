"""Single agreements by mixed-integer linear optimisation, in spaces of any size."""
