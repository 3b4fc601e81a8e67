"""How good a lot is: plans, samples drawn and looked at, defects and their mending, verdicts. Knows no stage."""
