# `make run` builds probe-doctor and looks at this machine; `make help` lists the other targets.

SWIFT  ?= swift
PREFIX ?= /usr/local
# What `make run` passes on: make run ARGS='-b -1'
ARGS   ?=

PROGRAM   := .build/release/probe-doctor
RECORDING := Tests/Fixtures/demo.log
SOURCES   := Sources Tests Package.swift

# The program needs no Swift on the machine that runs it: the standard library is linked in.
# lld, for the usual linker warns of a function that Foundation has and we do not call.
RELEASE := -c release --static-swift-stdlib -Xlinker -s -Xswiftc -use-ld=lld \
  --product probe-doctor

.PHONY: build run demo readme test bench install format lint clean help toolchain build-packages test-packages

build: toolchain build-packages ## build the program: .build/release/probe-doctor
	$(SWIFT) build $(RELEASE)

run: build ## diagnose this machine, or the bundled recording where there is no journal
	@.ci/run-here $(PROGRAM) $(RECORDING) $(ARGS)

demo: build ## diagnose the bundled recording
	@$(PROGRAM) $(RECORDING) || test $$? -eq 1

readme: build ## write the diagnosis of the bundled recording into README.md
	@.ci/refresh-example $(PROGRAM) $(RECORDING) README.md

test: toolchain build-packages test-packages ## run all tests
	$(SWIFT) test --disable-xctest

bench: build ## measure it beside what people use instead; the inputs take 3 GB in $TMPDIR
	@$(SWIFT) run -c release --package-path Benchmarks bench --program $(CURDIR)/$(PROGRAM) $(ARGS)

# Does not build: root, who often installs, need not have a toolchain.
install: ## install below PREFIX (/usr/local), or below DESTDIR for a package
	@test -x $(PROGRAM) || { echo 'There is nothing to install yet: run make first.' >&2; exit 1; }
	install -D -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/probe-doctor

format: toolchain ## format the sources in place
	$(SWIFT) format format --in-place -r $(SOURCES)

lint: toolchain ## check the format of the sources
	$(SWIFT) format lint --strict -r $(SOURCES)

clean: ## remove what was built
	rm -rf .build

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

toolchain:
	@command -v $(SWIFT) >/dev/null || { \
	  echo 'probe-doctor is written in Swift, and there is no Swift toolchain here.' >&2; \
	  echo 'Get 6.3 or later from https://www.swift.org/install/linux, then run make again.' >&2; \
	  exit 1; }

build-packages:
	@.ci/need git libarchive-dev libkmod-dev libsystemd-dev libudev-dev pkg-config

test-packages:
	@.ci/need systemd-journal-remote zstd
