package io.hubflow.simulation;

import io.hubflow.engine.report.ObjectReport;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.quota.CallStats;
import io.hubflow.simulator.traffic.TrafficPlan;
import io.hubflow.snowflake.Layout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Lets one scenario happen and checks it. */
final class History implements AutoCloseable {
    /** The longest index delay and the settle lag fit into it. */
    private static final Duration CALM = Duration.ofMinutes(11);

    /**
     * Pages of seven records that each meet seven changes make a run of thousands of calls, and as many records that leave. What
     * such traffic finds, it finds earlier.
     */
    private static final int MOST_CALLS_WITH_TRAFFIC = 600;

    /** Virtual time of one run; a run that takes longer goes round in circles. */
    private static final Duration LONGEST_RUN = Duration.ofHours(30);

    private final Scenario scenario;
    private final Random random;
    private final SeededScheduler scheduler;
    private final Simulator portal;
    private final Simulator stranger;
    private Warehouse warehouse;
    private final List<String> story = new ArrayList<>();
    private final List<String> secrets = new ArrayList<>();
    private final Returns returns;

    History(Scenario scenario) {
        this.scenario = scenario;
        this.random = new Random(scenario.seed() ^ 0x5DEECE66DL);
        this.portal = Simulator.inProcess(scenario.portal());
        this.stranger = Simulator.inProcess(
                scenario.portal().withPortalId(99).withSeed(scenario.portal().seed() + 1));
        this.scheduler = new SeededScheduler(scenario.seed(), this::clockMoved);
        this.warehouse = newWarehouse();
        this.returns = new Returns(scenario);
    }

    private Warehouse newWarehouse() {
        return switch (scenario.tables()) {
            case MEMORY -> new MemoryWarehouse(scenario.flushRows());
            case DUCKDB -> new DuckDbWarehouse(portal::now);
            case SNOWFLAKE -> new SnowflakeWarehouse(Layout.COLUMNS, portal::now);
            case SNOWFLAKE_RAW -> new SnowflakeWarehouse(Layout.RAW, portal::now);
        };
    }

    private void clockMoved(long byMillis) {
        var by = Duration.ofMillis(byMillis);
        portal.advance(by);
        stranger.advance(by);
    }

    /** What happened, for people; equal for equal seeds. */
    List<String> story() {
        return story;
    }

    /** @throws AssertionError when something is wrong */
    void tell() {
        for (var run = 0; run < scenario.runs(); run++) {
            before(run);
            troubled(run);
        }
        var ended = Calm.READ;
        for (var calm = 0; calm < calmRuns() && ended == Calm.READ; calm++) {
            pass(CALM);
            ended = calm(scenario.runs() + calm);
        }
        try (var look = warehouse.look()) {
            if (ended == Calm.READ) {
                fail("at the end", new TruthCheck(scenario, portal, warehouse).differences());
            }
            fail("at the end", SecretCheck.leaks(secrets, warehouse.dump()));
        }
    }

    /** Two, and one more for each hundred records that left: runs that read nothing look that many up, see the README. */
    private int calmRuns() {
        return 2
                + scenario.objects().stream()
                                .mapToInt(type -> portal.tombstones(type).size())
                                .max()
                                .orElse(0)
                        / 100;
    }

    private void before(int run) {
        makeAll(run, Circumstance.Change.LONG_BEFORE);
        scenario.of(run, Circumstance.Pause.class).forEach(pause -> {
            story.add("run " + run + ": " + pause.of() + " later");
            pass(pause.of());
        });
        makeAll(run, 0);
        scenario.of(run, Circumstance.DroppedTable.class).forEach(dropped -> {
            story.add("run " + run + ": table " + dropped.table() + " was dropped");
            warehouse.drop(dropped.table());
        });
        scenario.of(run, Circumstance.AlteredTable.class)
                .forEach(altered ->
                        warehouse.alter(altered).ifPresent(done -> story.add("run " + run + ": a user did: " + done)));
        scenario.of(run, Circumstance.NewWarehouse.class).forEach(other -> {
            story.add("run " + run + ": a new warehouse");
            warehouse.close();
            warehouse = newWarehouse();
        });
    }

    private void makeAll(int run, long call) {
        scenario.of(run, Circumstance.Change.class).stream()
                .filter(change -> change.call() == call)
                .forEach(change -> make(run, change));
    }

    private void make(int run, Circumstance.Change change) {
        PortalChange.make(portal, scenario.objects(), change).ifPresent(made -> {
            story.add("run " + run + ", call " + change.call() + ": " + made.what() + " " + made.ids());
            if (change.kind() == Circumstance.Change.Kind.RESTORE) {
                returns.add(made.ids(), portal.now());
            }
        });
    }

    private void pass(Duration time) {
        var millis = time.toMillis();
        scheduler.start("time passes", () -> scheduler.pause(millis));
        var until = scheduler.millis() + millis;
        scheduler.runWhilePossible(() -> scheduler.millis() >= until);
    }

    /** A run under its circumstances. It may fail, but must leave nothing wrong. */
    private void troubled(int run) {
        // Of tables without rows nobody can tell whose they are.
        var foreign = !scenario.of(run, Circumstance.OtherPortal.class).isEmpty()
                && scenario.objects().stream()
                        .anyMatch(object -> !warehouse.rows(object).isEmpty());
        var hubSpot = foreign ? stranger : portal;
        scenario.of(run, Circumstance.Trouble.class).forEach(trouble -> hubSpot.addFault(trouble.rule()));
        scenario.of(run, Circumstance.Traffic.class).forEach(traffic -> startTraffic(hubSpot, traffic));
        var kept = keepCheck();
        var kill = scenario.of(run, Circumstance.Kill.class).stream()
                .mapToLong(Circumstance.Kill::step)
                .min()
                .orElse(Long.MAX_VALUE);
        var error = scenario.of(run, Circumstance.WrongClock.class).stream()
                .map(Circumstance.WrongClock::by)
                .reduce(Duration.ZERO, Duration::plus);
        var process = new RunProcess(scheduler, ScenarioDraw.START.toEpochMilli(), error, kill);
        var first = attempt(new RunSettings(scenario, run, false), process, hubSpot);
        var attempts = new ArrayList<>(List.of(first));
        first.onCall(call -> during(run, call, process, attempts));
        first.start();
        finish(attempts);
        if (!scenario.of(run, Circumstance.AlteredTable.class).isEmpty()) {
            warehouse.removeIndex();
        }
        portal.clearFaults();
        stranger.clearFaults();
        portal.stopTraffic();
        stranger.stopTraffic();
        attempts.forEach(attempt -> story.add("run " + run + ": " + attempt.outcome()));
        var when = "after run " + run;
        try (var look = warehouse.look()) {
            fail(when, kept.problems(portal, warehouse, complete(run, attempts), returns));
        }
        attempts.forEach(attempt -> fail(when, attempt.problems()));
    }

    private KeepCheck keepCheck() {
        try (var look = warehouse.look()) {
            return new KeepCheck(scenario, portal, warehouse);
        }
    }

    /** Object types that one undisturbed process says it read whole. */
    private Set<String> complete(int run, List<RunAttempt> attempts) {
        var lied = scenario.of(run, Circumstance.Trouble.class).stream()
                .anyMatch(trouble -> trouble.rule().fault() instanceof Fault.OmitRows);
        var report = attempts.getFirst().report();
        var less = !scenario.of(run, Circumstance.LessScope.class).isEmpty()
                || !scenario.of(run, Circumstance.Selection.class).isEmpty()
                || !scenario.of(run, Circumstance.OtherFilters.class).isEmpty()
                || !scenario.of(run, Circumstance.OtherPortal.class).isEmpty();
        if (lied || less || attempts.size() > 1 || report.isEmpty()) {
            return Set.of();
        }
        return report.get().objects().stream()
                .filter(object -> object.error().isEmpty() && object.warnings().isEmpty())
                .map(ObjectReport::objectType)
                .collect(Collectors.toSet());
    }

    private void startTraffic(Simulator hubSpot, Circumstance.Traffic traffic) {
        try {
            hubSpot.startTraffic(TrafficPlan.beforeEveryNthPage(traffic.everyNth(), traffic.seed())
                    .on(scenario.objects().toArray(String[]::new)));
        } catch (IllegalArgumentException emptyPortal) {
            story.add("run " + traffic.run() + ": no traffic, nothing is there");
        }
    }

    private void during(int run, long call, RunProcess process, List<RunAttempt> attempts) {
        if (call == MOST_CALLS_WITH_TRAFFIC) {
            portal.stopTraffic();
            stranger.stopTraffic();
        }
        makeAll(run, call);
        scenario.of(run, Circumstance.ClockJump.class).stream()
                .filter(jump -> jump.call() == call)
                .forEach(jump -> process.jump(jump.by()));
        scenario.of(run, Circumstance.SecondRun.class).stream()
                .filter(second -> second.call() == call)
                .forEach(second -> {
                    var other = attempt(new RunSettings(scenario, run, false), undisturbed(), portal);
                    attempts.add(other);
                    other.start();
                });
    }

    private RunAttempt attempt(RunSettings settings, RunProcess process, Simulator hubSpot) {
        var token = "pat-na1-simulated-" + scenario.seed() + "-" + (secrets.size() + 1);
        secrets.add(token);
        var world = new RunAttempt.World(
                scheduler, random, request -> 1 + random.nextInt(scenario.latencyMillis()), warehouse, secrets);
        return new RunAttempt(settings, world, process, hubSpot, token);
    }

    private RunProcess undisturbed() {
        return new RunProcess(scheduler, ScenarioDraw.START.toEpochMilli(), Duration.ZERO, Long.MAX_VALUE);
    }

    /** Until every process has ended or was killed. */
    private void finish(List<RunAttempt> attempts) {
        var limit = scheduler.millis() + LONGEST_RUN.toMillis();
        boolean ended = scheduler.runWhilePossible(
                () -> attempts.stream().allMatch(RunAttempt::isOverOrDead) || scheduler.millis() > limit);
        if (!ended || scheduler.millis() > limit) {
            throw new AssertionError("run " + attempts.getFirst().run()
                    + (ended ? " does not end within " + LONGEST_RUN : " waits for ever"));
        }
        scheduler.drain(() -> attempts.stream().allMatch(RunAttempt::isOver));
        attempts.forEach(RunAttempt::close);
    }

    private enum Calm {
        READ,
        REFUSED
    }

    /** A run with nothing in its way, which must come through, unless nothing can prove whose tables these are. */
    private Calm calm(int run) {
        var attempt = attempt(new RunSettings(scenario, run, true), undisturbed(), portal);
        attempt.start();
        finish(List.of(attempt));
        story.add("run " + run + ", calm: " + attempt.outcome());
        if (attempt.failure().filter(this::isRefusedRightly).isPresent()) {
            return Calm.REFUSED;
        }
        var problems = new ArrayList<>(attempt.problems());
        attempt.failure().ifPresent(failure -> problems.add("a calm run failed: " + failure));
        attempt.report().ifPresent(report -> {
            report.objects()
                    .forEach(object -> object.error()
                            .ifPresent(error ->
                                    problems.add("a calm run did not read " + object.objectType() + ": " + error)));
            if (attempt.throttled() > 0 && scenario.keepsLimits()) {
                problems.add(attempt.throttled() + " calls were refused for the rate limit: " + portal.stats());
            }
        });
        fail("after run " + run, problems);
        return Calm.READ;
    }

    /**
     * A token that could not read the account has loaded the tables, and HubSpot holds none of their records any more. Such tables may
     * be those of any portal.
     */
    private boolean isRefusedRightly(Throwable failure) {
        return failure instanceof ConnectorException e
                && e.code() == ErrorCode.PORTAL_MISMATCH
                && scenario.circumstances().stream()
                        .anyMatch(
                                circumstance -> circumstance instanceof Circumstance.LessScope less && less.noAccount())
                && scenario.objects().stream().noneMatch(this::provesPortal);
    }

    private boolean provesPortal(String object) {
        var rows = warehouse.rows(object).keySet();
        return portal.records(object, Set.of()).stream().anyMatch(record -> rows.contains(record.id()));
    }

    private void fail(String when, List<String> problems) {
        if (!problems.isEmpty()) {
            var shown = problems.subList(0, Math.min(8, problems.size()));
            throw new AssertionError(when + ", " + problems.size() + " problems:\n  " + String.join("\n  ", shown));
        }
    }

    /** What the portal was asked, and how densely. */
    CallStats.Snapshot callStats() {
        return portal.stats();
    }

    /** For tests of the simulation itself. */
    Map<String, Integer> rowCounts() {
        var counts = new TreeMap<String, Integer>();
        scenario.objects()
                .forEach(object -> counts.put(object, warehouse.rows(object).size()));
        return counts;
    }

    @Override
    public void close() {
        warehouse.close();
        portal.close();
        stranger.close();
    }
}
