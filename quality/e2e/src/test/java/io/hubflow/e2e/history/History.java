package io.hubflow.e2e.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.duckdb.DuckDbDestination;
import io.hubflow.duckdb.DuckDbSettings;
import io.hubflow.engine.SyncEngine;
import io.hubflow.engine.SyncRequest;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.engine.report.RunReport;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.AccessTokens;
import io.hubflow.hubspot.ApiDialect;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.HubSpotSettings;
import io.hubflow.hubspot.quota.QuotaSettings;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.admin.Truth;
import io.hubflow.simulator.index.IdOrder;
import io.hubflow.simulator.portal.PortalSettings.NewIds;
import io.hubflow.simulator.traffic.TrafficPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One portal, one DuckDB file, and a row of runs between which circumstances change; all of it a function of one seed. After
 * each run nothing may be wiped, mixed or skipped; after calm ones at the end the tables equal the portal.
 */
final class History implements AutoCloseable {
    static final List<String> OBJECTS = List.of("contacts", "tickets", "machine");

    /** The portal has no limits here, so waiting for them would only cost time. */
    private static final QuotaSettings UNMETERED = new QuotaSettings(1, 0, OptionalInt.of(100_000), 10_000);

    /** HubSpot's clock is known to the second: what changed in the last two may be read by the next run. */
    private static final Duration KNOWN_LATER = Duration.ofSeconds(2);

    private final Random random;
    private final Path database;
    private final Simulator portal;
    private final Simulator other;
    private final List<String> story = new ArrayList<>();
    private int runs;

    History(long seed, Path directory) throws IOException {
        this.random = new Random(seed);
        this.database = directory.resolve("history-" + seed + ".duckdb");
        this.portal = Simulator.start(options(seed)
                .withIdOrder(random.nextBoolean() ? IdOrder.NUMERIC : IdOrder.STRING)
                .withNewIds(random.nextBoolean() ? NewIds.ABOVE : NewIds.GAPS)
                .withShortPages(random.nextBoolean() ? 0 : 0.1));
        this.other = Simulator.start(options(seed + 1_000).withPortalId(99));
    }

    private static SimulatorOptions options(long seed) {
        return SimulatorOptions.defaults()
                .withSeed(seed)
                .withRecords(Map.of("contacts", 60L, "tickets", 60L, "machine", 120L));
    }

    /** The story so far, for whoever reads a failure. */
    String story() {
        return String.join("\n", story);
    }

    void tell(int steps) throws Exception {
        for (var step = 0; step < steps; step++) {
            var changes = new PortalChanges(portal, random).make();
            // A portal that is there first is no stranger.
            var circumstances = runs++ == 0 ? Circumstances.calm(runs) : Circumstances.draw(random, runs);
            story.add("run " + runs + ": " + changes + "; " + circumstances);
            run(circumstances, RefreshPolicy.AUTO);
        }
        portal.advance(KNOWN_LATER);
        for (var calm = 0; calm < 2; calm++) {
            story.add("run " + ++runs + ": calm, refreshing everything");
            var report = run(Circumstances.calm(runs), RefreshPolicy.ALWAYS);
            assertThat(report.objects())
                    .allSatisfy(object -> assertThat(object.error())
                            .as("%s%n%s", object.objectType(), story())
                            .isEmpty());
        }
        for (var type : OBJECTS) {
            var truth = portal.records(type);
            requireNone(
                    checks(type, StoredTable.read(database, type), truth, truth).everythingIsEqual());
        }
    }

    private RunReport run(Circumstances circumstances, RefreshPolicy policy) throws SQLException {
        var startedAt = Instant.now();
        var before = new HashMap<String, StoredTable>();
        var truthBefore = new HashMap<String, List<Truth.Row>>();
        boolean exists = database.toFile().exists();
        for (var type : OBJECTS) {
            before.put(type, exists ? StoredTable.read(database, type) : new StoredTable(Map.of(), Map.of()));
            truthBefore.put(type, portal.records(type));
        }
        var owners = exists ? StoredTable.texts(database, "hubspot_owners", "id") : Set.<String>of();
        var stages = exists ? StoredTable.texts(database, "hubspot_pipeline_stages", "id") : Set.<String>of();

        var report = sync(circumstances, policy);
        for (var type : OBJECTS) {
            if (!database.toFile().exists()) {
                break;
            }
            var checks = checks(type, StoredTable.read(database, type), before, truthBefore);
            requireNone(checks.nothingIsWipedOrMixed());
            if (circumstances.truthful && !circumstances.foreign && succeeded(report, type)) {
                requireNone(checks.nothingIsMissing(startedAt.minus(KNOWN_LATER)));
            }
        }
        assertThat(StoredTable.texts(database, "hubspot_owners", "id"))
                .as(story())
                .containsAll(owners);
        assertThat(StoredTable.texts(database, "hubspot_pipeline_stages", "id"))
                .as(story())
                .containsAll(stages);
        return report;
    }

    private RunReport sync(Circumstances circumstances, RefreshPolicy policy) {
        var from = circumstances.foreign ? other : portal;
        from.grant(circumstances.token);
        circumstances.faults.forEach(from::addFault);
        if (circumstances.traffic) {
            from.startTraffic(TrafficPlan.beforeEveryNthPage(2, runs).on(OBJECTS.toArray(String[]::new)));
        }
        var settings = EngineSettings.DEFAULT.with(policy).withSettleLag(Duration.ZERO);
        var http = new HubSpotSettings(
                from.url(),
                ApiDialect.V2026_09,
                new AccessTokens.Static(circumstances.token.token()),
                UNMETERED,
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                6,
                8_000);
        try (var destination = MortalDestination.of(
                        DuckDbDestination.open(DuckDbSettings.of(database)),
                        circumstances.lastCommit,
                        circumstances.carriedOut);
                var client = HubSpotClient.open(http)) {
            var request = new SyncRequest(OBJECTS, Optional.empty(), circumstances.include, circumstances.exclude)
                    .withPrivacy(PrivacyRules.EVERYTHING);
            return new SyncEngine(client, destination, settings, InstantSource.system(), SyncListener.SILENT)
                    .run(request);
        } catch (ConnectorException refused) {
            requireNoBug(refused);
            return new RunReport("refused", Instant.EPOCH, Instant.EPOCH, List.of());
        } finally {
            from.stopTraffic();
            from.clearFaults();
            assertThat(from.failedHooks()).isEmpty();
        }
    }

    private boolean succeeded(RunReport report, String type) {
        var object = report.objects().stream()
                .filter(candidate -> candidate.objectType().equals(type))
                .findFirst();
        object.flatMap(found -> found.error()).ifPresent(this::requireNoBug);
        return object.isPresent()
                && object.get().error().isEmpty()
                && object.get().warnings().isEmpty();
    }

    private void requireNoBug(ConnectorException failure) {
        if (failure.code() == ErrorCode.BUG) {
            throw new AssertionError(story() + "\n" + failure.getMessage(), failure);
        }
    }

    private RunChecks checks(
            String type, StoredTable after, Map<String, StoredTable> before, Map<String, List<Truth.Row>> truthBefore) {
        return new RunChecks(
                type,
                before.getOrDefault(type, after),
                after,
                truthBefore.getOrDefault(type, List.of()),
                portal.records(type),
                defined(type));
    }

    private RunChecks checks(String type, StoredTable table, List<Truth.Row> truth, List<Truth.Row> same) {
        return new RunChecks(type, table, table, truth, same, defined(type));
    }

    private Map<String, String> defined(String type) {
        var objectType = portal.portal().types().require(type);
        return portal.portal().catalog(objectType).columns().stream()
                .map(column -> column.definition())
                .collect(Collectors.toMap(property -> property.name(), property -> property.type()));
    }

    private void requireNone(List<String> problems) {
        assertThat(problems).as("after%n%s", story()).isEmpty();
    }

    @Override
    public void close() {
        portal.close();
        other.close();
    }
}
