# Every target finds a JDK >= 21 by itself (bin/find-jdk) or says what to install.
.PHONY: help dist dist-test deb image demo demo-snowflake snowflake-driver build test stress bench bench-peers format snowflake-test nifi nifi-test nifi-bench simulate simulate-mutants stories mutation-test demo-service
.DEFAULT_GOAL := help

help: ## what can be made here
	@echo "make demo     from nothing to a DuckDB file of HubSpot data, with a HubSpot stand-in: no account, no token"
	@echo "make demo-snowflake  the same into a Snowflake stand-in, through the real driver (fetches it: 99 MB)"
	@echo "make demo-service  a HubSpot stand-in that changes all the time, loaded every 15 s, with the status page"
	@echo "make build    build ./hubflow (it also builds itself on first use)"
	@echo "make dist     the release: archives that need a Java runtime, or bring one, with sums and bill of materials"
	@echo "make deb      Debian packages of it (amd64, arm64), with a systemd unit and /etc/hubflow"
	@echo "make image    an OCI image of it, without a container daemon"
	@echo "make dist-test  builds it twice and runs it as another user, without a network"
	@echo "make test     unit, contract and end-to-end tests (THOROUGH=yes: in every variant, with static checks and the formatting)"
	@echo "make stress   the long tests: series of kills, a NiFi cluster, dozens of random histories; about 40 minutes"
	@echo "make simulate  a thousand random histories of portals, faults, kills and reconfigurations (RUNS=1000 SEED=... IN=snowflake)"
	@echo "make stories   random stories of the command line: what somebody types while HubSpot changes, fails and comes back (RUNS=20 SEED=... IN=snowflake)"
	@echo "make mutation-test  mutates engine and client and shows which mutants no unit test notices (CLASSES=io.hubflow.engine.read.*)"
	@echo "make bench    measure speed, memory and API calls (QUICK=1, FULL=1), and compare with the kept ratios (KEEP=1 renews them)"
	@echo "make bench-peers  one default portal read by hubflow and by HubSpot's own client: speed, calls, and what is missing"
	@echo "make format   format all Java sources"
	@echo "make snowflake-test  the Snowflake part of the tests alone: the real driver talks to the emulator"
	@echo "make nifi     a real Apache NiFi with hubflow's processors and flows, next to a HubSpot and a Snowflake stand-in"
	@echo "make nifi-test  the NiFi part of the tests alone: components, then the flows in a real NiFi"
	@echo "make nifi-bench  the flow's rows/s in a real NiFi against the command's and GetHubSpot's method; prints JSON"
	@echo
	@echo "./hubflow --help tells about the command itself."

demo: ## load, change, load again, verify, show
	@./hubflow demo

demo-snowflake: snowflake-driver ## load, change, load again, verify, cost
	@./hubflow demo-snowflake

demo-service: ## the status page at http://127.0.0.1:8089/; Ctrl-C stops it
	@./hubflow demo-service

snowflake-driver: ## the JDBC driver, an optional part
	@./bin/fetch-snowflake-driver

build: ## the ./hubflow command
	@./bin/build-hubflow

test: ## all modules; THOROUGH=yes adds the tests tagged "thorough", Error Prone, NullAway and the formatter's check
	./bin/maven --batch-mode --threads 3 verify $(if $(THOROUGH),spotless:check -Pchecks -Dtest.excluded-groups=stress)

stress: ## the tests tagged "stress"; HUBFLOW_SEED=… replays one seed
	./bin/maven --batch-mode --threads 2 -Pstress verify $(if $(HUBFLOW_SEED),-Dhubflow.seed=$(HUBFLOW_SEED))

simulate: ## RUNS=1000 by default; SEED=... tells the same histories again, WITHOUT=... a shrunk one, IN=duckdb|snowflake|snowflake-raw all of them there
	@./quality/simulation/run

stories: ## RUNS=20 by default; SEED=... tells the same stories again, WITHOUT=... a shrunk one, IN=duckdb|snowflake|snowflake-raw all of them there
	@./quality/e2e/stories

simulate-mutants: ## puts known defects back and shows that the simulation finds each
	@./quality/simulation/mutants/run

mutation-test: ## reports in */target/pit-reports; not part of make test
	./bin/maven --batch-mode -Pmutation -pl hubspot-client,engine -am test-compile org.pitest:pitest-maven:mutationCoverage \
		-Dmutation.classes='$(or $(CLASSES),io.hubflow.*)'

bench-peers: ## CONTACTS=20000 by default
	@KEEP="$(KEEP)" CONTACTS="$(CONTACTS)" ./benchmarks/peers/run

bench: ## see benchmarks/
	@QUICK="$(QUICK)" FULL="$(FULL)" KEEP="$(KEEP)" DIVISOR="$(DIVISOR)" ONLY="$(ONLY)" ./benchmarks/run

format: ## palantir-java-format on everything
	./bin/maven --batch-mode --quiet spotless:apply

snowflake-test: ## the destination and the emulator through the real Snowflake driver
	./bin/maven --batch-mode -pl destination-snowflake,standins/snowflake-emulator -am verify \
		-Dtest.excluded-groups=stress -Dtest='io/hubflow/snowflake/**/*Test' -Dit.test='io/hubflow/snowflake/**/*IT' \
		-Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false

nifi: ## Apache NiFi on loopback with the flows imported; Ctrl-C stops it
	@./nifi/demo

nifi-test: ## components with nifi-mock, flows in a real NiFi and in a cluster of two
	./bin/maven --batch-mode -pl nifi/nifi-testbed -am verify \
		-Dtest.excluded-groups=stress -Dtest='io/hubflow/nifi/**/*Test' -Dit.test='io/hubflow/nifi/**/*IT' \
		-Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false

nifi-bench: ## CONTACTS=100000 by default
	@./nifi/bench

dist: ## the release: archives, bill of materials, sums, in distribution/target
	@./distribution/build

deb: dist ## in distribution/target
	@./distribution/deb

image: dist ## in distribution/target, for docker load, podman load or skopeo
	@./distribution/image

dist-test: ## builds the release twice, unpacks it as another user without a network, and runs the demo; needs root
	@./distribution/test
