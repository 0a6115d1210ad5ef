# `make run` builds probe-doctor and looks at this machine; `make help` lists the other targets.

SWIFT  ?= swift
PREFIX ?= /usr/local
# Where zsh looks for completions: below PREFIX, but in Debian packages elsewhere.
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions
# What `make run` passes on: make run ARGS='-b -1'
ARGS   ?=
# For how long `make fuzz` lets each target run, and which: make fuzz SECONDS=600 TARGETS=text
SECONDS ?= 60
TARGETS ?=

PROGRAM   := .build/release/probe-doctor
# The same program for any machine with glibc 2.28 or later, and no library else.
PORTABLE  := .build/portable/probe-doctor-$(shell uname -m)
PORTABLE_ARM64 := .build/portable/probe-doctor-aarch64
# What is made from the program's own declarations: its man page and completions.
SHARE     := .build/share
RECORDING := Tests/Fixtures/demo.log
SOURCES   := Sources Tests Package.swift Fuzz/Sources Fuzz/Package.swift

# The program needs no Swift on the machine that runs it: the standard library is linked in, and so is
# the C++ library that this needs, for each library more to load makes every start slower. The linker
# takes the one for static linking because it finds that first, in a folder of its own.
# lld, for the usual linker warns of a function that Foundation has and we do not call.
STATIC  := .build/static
RELEASE := -c release --static-swift-stdlib --disable-local-rpath -Xswiftc "-L$(CURDIR)/$(STATIC)" \
  -Xcc -fstack-protector-strong -Xlinker -znow \
  -Xswiftc -Xclang-linker -Xswiftc -static-libgcc -Xlinker -s -Xswiftc -use-ld=lld \
  --product probe-doctor

.PHONY: all build share run demo readme test test-vm test-portable test-packaging test-engines portable \
  portable-arm64 test-portable-arm64 test-arm64 bench bench-quick fuzz kernel-facts install install-initrd deb format lint clean help toolchain build-packages test-packages \
  portable-packages deb-packages

all: build share ## build what `make install` installs

build: toolchain build-packages ## build the program: .build/release/probe-doctor
	@mkdir -p $(STATIC)
	@ln -sf "$$(g++ -print-file-name=libstdc++.a)" $(STATIC)/libstdc++.a
	$(SWIFT) build $(RELEASE)

share: build ## write the man page and the completions
	$(SWIFT) build -c release --product generate-manual
	@mkdir -p $(SHARE)
	packaging/manual $(PROGRAM) .build/release/generate-manual packaging/probe-doctor.1.in \
	  >$(SHARE)/probe-doctor.1
	set -e; for shell in bash zsh fish; do \
	  packaging/completion $(PROGRAM) $$shell >$(SHARE)/completion.$$shell; done

run: build ## diagnose this machine, or the bundled recording where there is no journal
	@.ci/run-here $(PROGRAM) $(RECORDING) $(ARGS)

demo: build ## diagnose the bundled recording
	@$(PROGRAM) $(RECORDING) || test $$? -eq 1

readme: build ## write the diagnosis of the bundled recording into README.md
	@.ci/refresh-example $(PROGRAM) $(RECORDING) README.md

test: toolchain build-packages test-packages ## run all tests
	$(SWIFT) test --disable-xctest
	@# The programs that collect journals, DuckDB, and kill -9 are beyond swift test.
	@python3 Tests/Fleet/fleet_test.py .build/debug/probe-doctor
	@.ci/with-engines duckdb python3 Tests/Fleet/engines_test.py .build/debug/probe-doctor -k duckdb
	@python3 Tests/Signals/signals_test.py .build/debug/probe-doctor
	@python3 Tests/Shells/completion_test.py .build/debug/probe-doctor
	@python3 Tests/Prometheus/prometheus_test.py .build/debug/probe-doctor

portable: build portable-packages ## build one file that runs on any distribution: .build/portable
	packaging/portable/sysroot .build/sysroot
	@mkdir -p $(dir $(PORTABLE))
	packaging/portable/link "$$(echo .build/*/release/probe-doctor.product/Objects.LinkFileList)" \
	  .build/sysroot $(PORTABLE)
	cd $(dir $(PORTABLE)) && sha256sum $(notdir $(PORTABLE)) | tee $(notdir $(PORTABLE)).sha256

# On an amd64 machine; on one for arm64, `make portable` builds it.
portable-arm64: build portable-packages ## build that file for arm64, with Debian's own Swift (as root)
	packaging/portable/cross .build/cross $(PORTABLE_ARM64)
	cd $(dir $(PORTABLE_ARM64)) && sha256sum $(notdir $(PORTABLE_ARM64)) | tee $(notdir $(PORTABLE_ARM64)).sha256

test-portable-arm64: portable-arm64 test-packages ## run it in bare roots for arm64, emulated (as root)
	@.ci/need qemu-user-static
	packaging/portable/check $(PORTABLE_ARM64) $(PROGRAM) "$$(command -v qemu-aarch64-static)"

# Not part of `make test`: a compiler of 500 MB, and an emulator's time.
test-arm64: toolchain test-packages portable-packages ## run the tests that need no machine for arm64, emulated (as root)
	@.ci/need qemu-user-static
	$(SWIFT) package resolve
	packaging/portable/cross .build/cross --test "$$(command -v qemu-aarch64-static)"

test-portable: portable test-packages ## run that file in bare roots of distributions (as root)
	packaging/portable/check $(PORTABLE) $(PROGRAM)

# Not part of `make test`, for ClickHouse and Spark are 500 MB.
test-engines: toolchain build-packages test-packages ## try the queries of docs/fleet.md in the engines that they are for
	$(SWIFT) build --product probe-doctor
	.ci/with-engines duckdb,chdb,pyspark python3 Tests/Fleet/engines_test.py .build/debug/probe-doctor

# Not part of `make test`, for it installs what it needs.
test-packaging: all ## try the integrations in packaging/ with the programs that they are for (as root)
	Tests/Packaging/run $(PROGRAM) $(ARGS)

# Not part of `make test`, for a boot takes minutes without KVM.
test-vm: build ## boot Debian with drivers that hang, and see what the watch says; ROWS=all: each situation
	ROWS=$(ROWS) Tests/VM/run $(PROGRAM) $(ARGS)

bench: build ## measure it beside what people use instead; in 10 minutes, with 3 GB of inputs in $TMPDIR
	@$(SWIFT) build -c release --package-path Benchmarks
	@Benchmarks/.build/release/bench --program $(CURDIR)/$(PROGRAM) $(ARGS)

# What it is measured against: the program of the commit before, or of BEFORE=REVISION.
BEFORE ?= HEAD~1

bench-quick: build ## what a change did against the commit before: instructions and memory, in two minutes
	@.ci/need python3 valgrind
	@rm -rf .build/before/Sources && mkdir -p .build/before
	git archive $(BEFORE) | tar -x -C .build/before
	$(MAKE) -C .build/before build
	@Benchmarks/quick $(PROGRAM) .build/before/$(PROGRAM)

fuzz: toolchain build-packages test-packages ## feed each parser broken input, for SECONDS (60) each
	@Fuzz/run $(SECONDS) $(TARGETS)

kernel-facts: ## make kernel.facts anew, of the packages in its manifest; ARGS=--newest: of those there are now
	@.ci/need apt dpkg python3 zstd
	Facts/make-kernel-facts $(ARGS)

# Does not build: root, who often installs, need not have a toolchain.
install: ## install below PREFIX (/usr/local), or below DESTDIR for a package
	@test -e $(SHARE)/completion.fish || { \
	  echo 'There is nothing to install yet: run make first.' >&2; exit 1; }
	install -D -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/probe-doctor
	install -D -m 644 $(SHARE)/probe-doctor.1 $(DESTDIR)$(PREFIX)/share/man/man1/probe-doctor.1
	install -D -m 644 $(SHARE)/completion.bash \
	  $(DESTDIR)$(PREFIX)/share/bash-completion/completions/probe-doctor
	install -D -m 644 $(SHARE)/completion.zsh $(DESTDIR)$(ZSHDIR)/_probe-doctor
	install -D -m 644 $(SHARE)/completion.fish \
	  $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/probe-doctor.fish
	install -D -m 644 packaging/probe-doctor.catalog \
	  $(DESTDIR)$(PREFIX)/lib/systemd/catalog/probe-doctor.catalog
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/probe-doctor/prometheus \
	  packaging/prometheus/alerts.yml packaging/prometheus/dashboard.json
	install -D -m 644 packaging/probe-doctor-watch.service \
	  $(DESTDIR)$(PREFIX)/lib/systemd/system/probe-doctor-watch.service
	sed -i 's|^ExecStart=/usr/|ExecStart=$(PREFIX)/|' \
	  $(DESTDIR)$(PREFIX)/lib/systemd/system/probe-doctor-watch.service

install-initrd: ## install what puts it into the initrds of dracut and initramfs-tools
	install -D -m 755 packaging/initrd/probe-doctor $(DESTDIR)/usr/lib/probe-doctor/initrd
	install -d $(DESTDIR)/usr/lib/dracut/modules.d $(DESTDIR)/usr/share/initramfs-tools
	cp -R packaging/initrd/dracut/. $(DESTDIR)/usr/lib/dracut/modules.d
	cp -R packaging/initrd/initramfs-tools/. $(DESTDIR)/usr/share/initramfs-tools

deb: toolchain build-packages deb-packages ## build a Debian package: .build/deb
	debian/rules binary
	@debian/rules clean >/dev/null
	lintian --fail-on error,warning .build/deb/*.deb

format: toolchain ## format the sources in place
	$(SWIFT) format format --in-place -r $(SOURCES)

lint: toolchain ## check the format of the sources
	$(SWIFT) format lint --strict -r $(SOURCES)

clean: ## remove what was built
	rm -rf .build

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' Makefile | expand -t 22

toolchain:
	@command -v $(SWIFT) >/dev/null || { \
	  echo 'probe-doctor is written in Swift, and there is no Swift toolchain here.' >&2; \
	  echo 'Get 6.2 or later from https://www.swift.org/install/linux, then run make again.' >&2; \
	  exit 1; }
	@# It comes without the libraries that it was linked against.
	@$(SWIFT) --version >/dev/null 2>&1 || \
	  .ci/need libcurl4-openssl-dev libncurses-dev libsqlite3-dev libxml2-dev

build-packages:
	@.ci/need g++ git libarchive-dev libkmod-dev libsystemd-dev zlib1g-dev

test-packages:
	@.ci/need bzip2 fish lz4 python3 python3-venv systemd-journal-remote tar util-linux xz-utils zip zsh zstd

portable-packages:
	@.ci/need binutils dpkg python3

deb-packages:
	@.ci/need debhelper lintian
