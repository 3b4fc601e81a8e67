"""From which confidence the machine is believed, and whether those who look at a sample bear it out."""
