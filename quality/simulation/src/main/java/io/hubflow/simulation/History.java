package io.hubflow.simulation;

import io.hubflow.engine.SyncEngine;
import io.hubflow.engine.SyncRequest;
import io.hubflow.engine.fact.AssociationChoice;
import io.hubflow.engine.filter.Where;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.report.RunReport;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.AccessTokens;
import io.hubflow.hubspot.HubSpotSettings;
import io.hubflow.hubspot.InProcessClient;
import io.hubflow.hubspot.quota.QuotaSettings;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.quota.CallStats;
import io.hubflow.simulator.traffic.TrafficPlan;
import io.hubflow.snowflake.Layout;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lets one scenario happen and checks it. */
final class History implements AutoCloseable {
    private static final URI ADDRESS = URI.create("http://127.0.0.1:1");
    /** The longest index delay and the settle lag fit into it. */
    private static final Duration CALM = Duration.ofMinutes(11);

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
    private int tokens;

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
        for (var calm = 0; calm < calmRuns(); calm++) {
            pass(CALM);
            calm(scenario.runs() + calm);
        }
        fail("at the end", new TruthCheck(scenario, portal, warehouse).differences());
        fail("at the end", SecretCheck.leaks(secrets, warehouse.dump()));
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
        var kept = new KeepCheck(scenario, portal, warehouse);
        var kill = scenario.of(run, Circumstance.Kill.class).stream()
                .mapToLong(Circumstance.Kill::step)
                .min()
                .orElse(Long.MAX_VALUE);
        var error = scenario.of(run, Circumstance.WrongClock.class).stream()
                .map(Circumstance.WrongClock::by)
                .reduce(Duration.ZERO, Duration::plus);
        var process = new RunProcess(scheduler, ScenarioDraw.START.toEpochMilli(), error, kill);
        var first = new RunAttempt(run, process, hubSpot);
        var attempts = new ArrayList<>(List.of(first));
        first.onCall = call -> during(run, call, process, attempts);
        first.start();
        finish(attempts);
        portal.clearFaults();
        stranger.clearFaults();
        portal.stopTraffic();
        stranger.stopTraffic();
        attempts.forEach(attempt -> story.add("run " + run + ": " + attempt.outcome()));
        var when = "after run " + run;
        fail(when, kept.problems(portal, warehouse, complete(run, attempts), returns));
        attempts.forEach(attempt -> fail(when, attempt.problems()));
    }

    /** Object types that one undisturbed process says it read whole. */
    private Set<String> complete(int run, List<RunAttempt> attempts) {
        var lied = scenario.of(run, Circumstance.Trouble.class).stream()
                .anyMatch(trouble -> trouble.rule().fault() instanceof Fault.OmitRows);
        var report = attempts.getFirst().report;
        var less = !scenario.of(run, Circumstance.LessScope.class).isEmpty()
                || !scenario.of(run, Circumstance.Selection.class).isEmpty()
                || !scenario.of(run, Circumstance.OtherFilters.class).isEmpty()
                || !scenario.of(run, Circumstance.OtherPortal.class).isEmpty();
        if (lied || less || attempts.size() > 1 || report == null) {
            return Set.of();
        }
        return report.objects().stream()
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
        makeAll(run, call);
        scenario.of(run, Circumstance.ClockJump.class).stream()
                .filter(jump -> jump.call() == call)
                .forEach(jump -> process.jump(jump.by()));
        scenario.of(run, Circumstance.SecondRun.class).stream()
                .filter(second -> second.call() == call)
                .forEach(second -> {
                    var other = new RunAttempt(
                            run,
                            new RunProcess(scheduler, ScenarioDraw.START.toEpochMilli(), Duration.ZERO, Long.MAX_VALUE),
                            portal);
                    attempts.add(other);
                    other.start();
                });
    }

    /** Until every process has ended or was killed. */
    private void finish(List<RunAttempt> attempts) {
        var limit = scheduler.millis() + LONGEST_RUN.toMillis();
        boolean ended = scheduler.runWhilePossible(
                () -> attempts.stream().allMatch(attempt -> attempt.over || attempt.process.isDead())
                        || scheduler.millis() > limit);
        if (!ended || scheduler.millis() > limit) {
            throw new AssertionError("run " + attempts.getFirst().run
                    + (ended ? " does not end within " + LONGEST_RUN : " waits for ever"));
        }
        scheduler.drain(() -> attempts.stream().allMatch(attempt -> attempt.over));
        attempts.forEach(RunAttempt::close);
    }

    /** A run with nothing in its way, which must come through. */
    private void calm(int run) {
        var attempt = new RunAttempt(
                run,
                new RunProcess(scheduler, ScenarioDraw.START.toEpochMilli(), Duration.ZERO, Long.MAX_VALUE),
                portal);
        attempt.calm = true;
        attempt.start();
        finish(List.of(attempt));
        story.add("run " + run + ", calm: " + attempt.outcome());
        var problems = new ArrayList<>(attempt.problems());
        if (attempt.failure != null) {
            problems.add("a calm run failed: " + attempt.failure);
        } else {
            attempt.requireReport()
                    .objects()
                    .forEach(object -> object.error()
                            .ifPresent(error ->
                                    problems.add("a calm run did not read " + object.objectType() + ": " + error)));
            if (attempt.throttled() > 0 && scenario.keepsLimits()) {
                problems.add(attempt.throttled() + " calls were refused for the rate limit: " + portal.stats());
            }
        }
        fail("after run " + run, problems);
    }

    private void fail(String when, List<String> problems) {
        if (!problems.isEmpty()) {
            var shown = problems.subList(0, Math.min(8, problems.size()));
            throw new AssertionError(when + ", " + problems.size() + " problems:\n  " + String.join("\n  ", shown));
        }
    }

    /** One process of a run. */
    private final class RunAttempt {
        private final int run;
        private final RunProcess process;
        private final Simulator hubSpot;
        private final String token;
        private final long refusedBefore;
        private final List<String> notices = new ArrayList<>();
        private java.util.function.LongConsumer onCall = call -> {};
        private boolean calm;
        private boolean over;
        private @Nullable RunReport report;
        private @Nullable Throwable failure;
        private @Nullable FaultyDestination destination;
        private io.hubflow.engine.destination.@Nullable Destination opened;

        RunAttempt(int run, RunProcess process, Simulator hubSpot) {
            this.run = run;
            this.process = process;
            this.hubSpot = hubSpot;
            this.token = "pat-na1-simulated-" + scenario.seed() + "-" + ++tokens;
            this.refusedBefore = hubSpot.stats().withStatus(429);
            secrets.add(token);
        }

        long throttled() {
            return hubSpot.stats().withStatus(429) - refusedBefore;
        }

        void start() {
            hubSpot.grant(grant());
            scheduler.start("run " + run, this::work);
        }

        private TokenGrant grant() {
            var scope = scenario.of(run, Circumstance.LessScope.class).stream().findFirst();
            if (calm || scope.isEmpty()) {
                return TokenGrant.unrestricted(token);
            }
            var grant = new TokenGrant(
                    token,
                    "1001",
                    Scopes.without(scenario.objects(), scope.get().without()));
            return scope.get().noAccount() ? grant.refusedBy("account") : grant;
        }

        private void work() {
            var wire = new PortalWire(
                    scheduler, process, hubSpot, random, scenario.latencyMillis(), call -> onCall.accept(call));
            try (var client = InProcessClient.open(http(), wire, process, () -> random.nextLong())) {
                opened = scheduler.outside(warehouse::open);
                destination = FaultyDestination.of(opened, scheduler, process, lostReplies());
                report = new SyncEngine(client, destination.destination(), settings(), process, listener())
                        .run(request());
            } catch (Throwable e) {
                failure = e;
            }
            over = true;
        }

        private Map<Integer, Boolean> lostReplies() {
            var lost = new HashMap<Integer, Boolean>();
            if (!calm) {
                scenario.of(run, Circumstance.LostReply.class)
                        .forEach(reply -> lost.put(reply.commit(), reply.carriedOut()));
            }
            return lost;
        }

        private HubSpotSettings http() {
            return new HubSpotSettings(
                    ADDRESS,
                    scenario.dialect(),
                    new AccessTokens.Static(token),
                    QuotaSettings.DEFAULT,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60),
                    8,
                    15_000);
        }

        private EngineSettings settings() {
            var policy = calm
                    ? scenario.changesWithoutTrace() ? RefreshPolicy.ALWAYS : scenario.refresh()
                    : scenario.of(run, Circumstance.Refresh.class).stream()
                            .map(Circumstance.Refresh::policy)
                            .findFirst()
                            .orElse(scenario.refresh());
            return EngineSettings.DEFAULT.with(policy).with(scenario.deletes());
        }

        private SyncRequest request() {
            var objects = scenario.objects();
            var include = scenario.include();
            var exclude = List.<String>of();
            var pairs = scenario.pairs();
            var history = scenario.history();
            if (!calm) {
                var fewer = scenario.of(run, Circumstance.FewerTypes.class);
                objects = fewer.isEmpty() ? objects : fewer.getFirst().objects();
                var selection = scenario.of(run, Circumstance.Selection.class);
                if (!selection.isEmpty()) {
                    include = selection.getFirst().include();
                    exclude = selection.getFirst().exclude();
                }
                if (!scenario.of(run, Circumstance.NoFacts.class).isEmpty()) {
                    pairs = List.of();
                    history = List.of();
                }
            }
            var asked = Set.copyOf(objects);
            pairs = pairs.stream()
                    .filter(pair -> asked.contains(pair.substring(0, pair.indexOf(':'))))
                    .toList();
            history = history.stream()
                    .filter(property -> asked.contains(property.substring(0, property.indexOf('.'))))
                    .toList();
            include = include.stream()
                    .filter(property ->
                            property.indexOf('.') < 0 || asked.contains(property.substring(0, property.indexOf('.'))))
                    .toList();
            var choice = pairs.isEmpty() ? AssociationChoice.NONE : AssociationChoice.parse(pairs);
            return new SyncRequest(objects, scenario.updatedAfter(), include, exclude, choice, history, where(objects))
                    .withPrivacy(PrivacyRules.EVERYTHING);
        }

        private List<Where> where(List<String> objects) {
            var others = scenario.of(run, Circumstance.OtherFilters.class);
            var filters = calm || others.isEmpty()
                    ? scenario.filters()
                    : others.getFirst().filters();
            var where = new ArrayList<Where>();
            for (var object : objects) {
                var filter = filters.get(object);
                if (filter != null) {
                    where.addAll(parsed(filter.text(object)));
                }
            }
            return where;
        }

        private static List<Where> parsed(String text) {
            try {
                return Where.parse(text);
            } catch (Where.InvalidWhere e) {
                throw new IllegalStateException(e.sentence(), e);
            }
        }

        private SyncListener listener() {
            return new SyncListener() {
                @Override
                public void notice(String objectType, String sentence) {
                    notices.add(objectType + ": " + sentence);
                }
            };
        }

        RunReport requireReport() {
            return java.util.Objects.requireNonNull(report);
        }

        String outcome() {
            var ended = process.isDead() && report == null
                    ? "killed at step " + process.steps()
                    : failure != null
                            ? "failed: " + failure
                            : String.valueOf(requireReport().status());
            return ended + (notices.isEmpty() ? "" : " " + notices);
        }

        /** What no circumstance excuses. */
        List<String> problems() {
            var problems = new ArrayList<String>();
            if (report != null) {
                problems.addAll(SecretCheck.leaks(secrets, report + " " + notices));
                for (var object : report.objects()) {
                    object.error().ifPresent(error -> bug(error).ifPresent(problems::add));
                    var written =
                            destination == null ? 0 : destination.written().getOrDefault(object.objectType(), 0L);
                    if (destination != null
                            && destination.lost() == 0
                            && object.error().isEmpty()
                            && written != object.rowsWritten()) {
                        problems.add("the report counts " + object.rowsWritten() + " written rows of "
                                + object.objectType() + ", the destination " + written);
                    }
                }
            } else if (failure != null && !process.isDead()) {
                problems.addAll(SecretCheck.leaks(secrets, String.valueOf(failure)));
                if (!(failure instanceof ConnectorException known)) {
                    problems.add("an unexpected failure: " + trace(failure));
                } else {
                    bug(known).ifPresent(problems::add);
                }
            }
            return problems;
        }

        private Optional<String> bug(ConnectorException error) {
            return error.code() == ErrorCode.BUG
                    ? Optional.of("a defect was reported: " + trace(error))
                    : Optional.empty();
        }

        void close() {
            var destination = opened;
            if (destination != null) {
                destination.close();
            }
        }
    }

    static String trace(Throwable failure) {
        var text = new java.io.StringWriter();
        failure.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
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
