# For fingers that type make: every target is a verb of ./dev.
.PHONY: help setup run test fast check fmt bench news map words
help:
	@./dev
setup run test check fmt bench news map words:
	@./dev $@
fast:
	@./dev test --fast
