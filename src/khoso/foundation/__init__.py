"""What every room stands on: who you are, what was done, what happened to an object, the page shell."""
