"""The directory of agencies: who there is, who there was, under which names, and who succeeded whom."""
