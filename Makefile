# Two commands do everything: `make letters` and `make test`. Each sets up what it needs first. `make help` names the rest.

PYTHON := .venv/bin/python

.PHONY: letters office help test quick torture lint conformance typography benchmark pictures golden sbom lock clean

letters: .venv/ready            ## issue the example mailing into out/
	$(PYTHON) -m letterbook issue january-20

office: .venv/ready             ## open the office page of this folder in the browser
	$(PYTHON) -m letterbook office

help:                           ## name the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# worksteal: the tests of a file stay together, so that what they share is made once and not by both workers.
test: .venv/ready-dev           ## run every test but the long fault tests
	$(PYTHON) -m pytest -n 2 --dist worksteal $(PYTEST)

quick: .venv/ready-dev          ## run what takes no long time by itself, half of all; a room's with PYTEST=tests/ROOM
	$(PYTHON) -m pytest -n 2 --dist worksteal -m "not slow and not torture" $(PYTEST)

torture: .venv/ready-dev        ## kill, fill, cut off: the long form of the fault tests (an hour)
	LETTERBOOK_TORTURE=1 $(PYTHON) -m pytest -m torture -s $(PYTEST)

lint: .venv/ready-dev           ## style, types, and the order of the rooms
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports

conformance: .venv/ready-dev    ## let veraPDF judge every kind of PDF that the program makes
	$(PYTHON) tools/conformance.py

typography: .venv/ready-dev     ## measure how every kind of page is set, beside the figures from before
	$(PYTHON) tools/typography.py --before benchmarks/typography-before.json $(TYPOGRAPHY)

benchmark: .venv/ready-dev      ## speed and memory against the plain way
	.venv/bin/python -m pip install --quiet --require-hashes -r requirements/bench.txt
	$(PYTHON) benchmarks/run.py
	$(PYTHON) benchmarks/again.py

pictures: .venv/ready-dev       ## draw the pictures that README.md and the docs show
	sh tools/make_pictures.sh
	$(PYTHON) tools/make_contact_sheet.py
	$(PYTHON) tools/make_page_pictures.py

golden: .venv/ready-dev         ## draw the pages anew that tests/golden holds; look at each
	$(PYTHON) -m pytest tests/test_golden.py -k looks --write-golden

sbom: .venv/ready-dev           ## write sbom.cdx.json: what the program is built on, as CycloneDX
	$(PYTHON) -m venv .venv/sbom
	.venv/sbom/bin/python -m pip install --quiet --require-hashes -r requirements/sbom.txt
	.venv/sbom/bin/cyclonedx-py requirements requirements/run.txt --pyproject pyproject.toml --output-reproducible -o sbom.cdx.json

lock: .venv/ready-dev           ## write requirements/ anew from pyproject.toml
	.venv/bin/python -m pip install --quiet uv
	sh tools/lock.sh

.venv/ready: requirements/run.txt pyproject.toml tools/setup.sh
	sh tools/setup.sh run

.venv/ready-dev: requirements/dev.txt pyproject.toml tools/setup.sh
	sh tools/setup.sh dev

clean:                          ## remove what setting up made; letters and register stay
	rm -rf .venv
