# Two commands on a fresh machine: `make run` shows the main job, `make test` passes the tests.

PREFIX ?= /usr/local
SWIFT ?= swift
BUILD = $(SWIFT) build --configuration release --static-swift-stdlib $(FAST) $(STATIC)
# Inlining over targets, and no checks of exclusive access while it runs (debug builds and tests have them): a third of
# the time that checking a source takes. Functions begin at a line of the cache: by luck alone the machine's loop had its
# few instructions between two instructions on one line or on two, which made counting a third slower or not.
FAST = -Xswiftc -cross-module-optimization -Xswiftc -enforce-exclusivity=unchecked \
  -Xswiftc -Xllvm -Xswiftc -align-all-functions=6
# A static program without its symbols starts in half the time. Where the system has no static libraries, it uses theirs.
STATIC = $(shell ls /usr/lib/*/libedit.a >/dev/null 2>&1 && echo -Xswiftc -static-executable -Xswiftc -use-ld=lld \
  -Xlinker -s $(WRAP) $(shell cat .build/icu/flags 2>/dev/null) -Xlinker -lbsd -Xlinker -lmd -Xlinker -ltinfo)
# What allocates goes through Sources/CAllocator, which sees where the system has no more.
WRAP = $(foreach name,malloc calloc realloc memalign aligned_alloc posix_memalign,-Xlinker --wrap=$(name))
BINARY = .build/release/kindly
KINDLY_DEMO = .demo

.PHONY: run build test bench install lint format library pages reference clean dependencies

## Install what is missing, build, and show the main job on a sample pipeline.
run: build
	@sh Tools/demo.sh $(BINARY) $(KINDLY_DEMO)

build: dependencies
	@sh Tools/icu-data.sh
	$(BUILD) --product kindly
	@sh Tools/check-binary.sh $(BINARY)

## Pass every test.
test: dependencies
	@sh Tools/dependencies.sh python3 openssl msmtp
	$(SWIFT) test --parallel

## Compare with Lua 5.4 and Python, sqlite3, taskwarrior, remind and memmem; ten times the input; writes docs/benchmarks*.md.
bench: build
	@sh Tools/dependencies.sh lua5.4
	python3 Benchmarks/run.py --write docs/benchmarks.md
	@sh Tools/dependencies.sh sqlite3 taskwarrior:task remind
	python3 Benchmarks/store.py --write docs/benchmarks-store.md
	python3 Benchmarks/etiquette.py --write docs/benchmarks-etiquette.md
	python3 Benchmarks/growth.py --write docs/benchmarks-growth.md
	python3 Benchmarks/search.py --write docs/benchmarks-search.md

## Put one self-contained binary in place.
install: build
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -s -m 755 $(BINARY) "$(DESTDIR)$(PREFIX)/bin/kindly"

lint:
	swift format lint --strict --recursive Package.swift Sources Tests Tools/trim-icu-data.swift

format:
	swift format --in-place --recursive Package.swift Sources Tests Tools/trim-icu-data.swift

## Embed stdlib/ in the binary's sources, after a change there.
library:
	sh Tools/embed-library.sh

## Write docs/reference.md anew, after a change in the library or its documentation.
reference: build
	$(BINARY) --store .build/no-store --now 2026-11-25 --zone UTC doc --markdown > docs/reference.md

## Embed docs/errors/ in the binary's sources, after a change there.
pages:
	sh Tools/embed-pages.sh

## Beside the libraries, curl: it speaks to mail servers.
dependencies:
	@sh Tools/dependencies.sh curl

clean:
	rm -rf .build $(KINDLY_DEMO)
