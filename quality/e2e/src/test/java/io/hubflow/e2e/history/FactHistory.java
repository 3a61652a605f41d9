package io.hubflow.e2e.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.duckdb.DuckDbDestination;
import io.hubflow.duckdb.DuckDbSettings;
import io.hubflow.engine.SyncEngine;
import io.hubflow.engine.SyncRequest;
import io.hubflow.engine.fact.AssociationChoice;
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
import io.hubflow.simulator.FactOptions;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.ApiSettings.ArchivedOrder;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.mutation.ChangeSettings.MergedIds;
import io.hubflow.simulator.portal.ListPlan;
import io.hubflow.simulator.portal.PortalSettings.NewIds;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One portal whose records are linked, listed, merged and deleted, and one DuckDB file; all of it a function of one seed.
 * After every two runs each table equals the portal.
 */
final class FactHistory implements AutoCloseable {
    /** The types that change, and the pairs whose tables are compared; in this order. */
    static final List<String> TYPES = List.of("contacts", "companies", "deals", "leads", "machines", "boats");

    /** Few columns, for speed; other tests compare every property. */
    private static final List<String> PROPERTIES =
            List.of("hs_object_id", "hs_merged_object_ids", "lifecyclestage", "dealstage", "amount", "name", "email");

    private static final List<String> HISTORY = List.of("deals.dealstage", "contacts.lifecyclestage");
    private static final List<Fault> TROUBLES = List.of(
            new Fault.Refuse(503, Fault.Body.HTML, OptionalInt.empty()),
            new Fault.InvalidJson(),
            new Fault.CutShort(),
            new Fault.Reset(),
            new Fault.DuplicateRows(),
            new Fault.PartialBatch());

    private static final QuotaSettings UNMETERED = new QuotaSettings(1, 0, OptionalInt.of(100_000), 10_000);

    /** HubSpot's clock is known to the second: what changed in the last two may be read by the next run. */
    private static final Duration KNOWN_LATER = Duration.ofSeconds(2);

    private final Random random;
    private final Path database;
    private final Simulator portal;
    private final List<String> objects;
    private final List<String> story = new ArrayList<>();

    /** @param objects names of object types, or {@code all} */
    FactHistory(long seed, Path directory, List<String> objects) throws IOException {
        this.random = new Random(seed);
        this.objects = objects;
        this.database = directory.resolve("facts-" + seed + ".duckdb");
        this.portal = Simulator.start(options(seed));
    }

    private SimulatorOptions options(long seed) {
        return SimulatorOptions.defaults()
                .withSeed(seed)
                .withCustomTypes("boats", "contacts")
                .withRecords(Map.of("contacts", 90L, "companies", 25L, "deals", 40L, "all", 8L))
                .withLists(List.of(ListPlan.of("contacts", 30), ListPlan.where("deals", "dealstage", "closedwon")))
                .withAssociationPage(3)
                .withShortPages(random.nextBoolean() ? 0 : 0.2)
                .withNewIds(random.nextBoolean() ? NewIds.ABOVE : NewIds.GAPS)
                .withFacts(FactOptions.defaults()
                        .withAssociationPage(1 + random.nextInt(5))
                        .withMergedIds(random.nextBoolean() ? MergedIds.ALL : MergedIds.DIRECT)
                        .withArchivedOrder(random.nextBoolean() ? ArchivedOrder.ID : ArchivedOrder.TIME));
    }

    void tell(int rounds) throws SQLException {
        syncAndCompare("first load");
        for (var round = 1; round <= rounds; round++) {
            var changes = new FactChanges(portal, random, TYPES).make(6 + random.nextInt(12));
            story.add("round " + round + ":\n  " + String.join("\n  ", changes));
            portal.advance(KNOWN_LATER);
            if (random.nextBoolean()) {
                syncInTrouble();
                portal.advance(KNOWN_LATER);
            }
            sync();
            portal.advance(KNOWN_LATER);
            syncAndCompare("round " + round);
        }
    }

    /** A run that is killed at a commit, or that HubSpot answers badly; it may fail, but must not leave anything wrong. */
    private void syncInTrouble() {
        var lastCommit = random.nextInt(3) == 0 ? 1 + random.nextInt(12) : 0;
        var seed = 1L + random.nextInt(1_000_000);
        story.add("  a run in trouble: "
                + (lastCommit == 0 ? "faults of seed " + seed : "killed at commit " + lastCommit));
        if (lastCommit == 0) {
            TROUBLES.forEach(fault ->
                    portal.addFault(FaultRule.withProbability(fault, 0.04, seed).atMost(4)));
            portal.addFault(
                    FaultRule.withProbability(new Fault.OmitRows(Set.of(), 1, Fault.OmitRows.Report.SILENT), 0.1, seed)
                            .on("list", "batch_read", "associations"));
        }
        try {
            sync(lastCommit);
        } catch (ConnectorException refused) {
            assertThat(refused.code())
                    .as("%s%n%s", refused.getMessage(), story())
                    .isNotEqualTo(ErrorCode.BUG);
        } finally {
            portal.clearFaults();
        }
    }

    private void syncAndCompare(String when) throws SQLException {
        var report = sync();
        assertThat(report.objects())
                .allSatisfy(object -> assertThat(object.error())
                        .as("%s, %s%n%s", object.objectType(), when, story())
                        .isEmpty());
        var differences = new ArrayList<String>();
        for (var type : TYPES) {
            differences.addAll(recordDifferences(type));
        }
        try (var tables = new FactTables(portal, database)) {
            for (var type : TYPES) {
                tables.compareMarks(type, table(type));
            }
            for (var from = 0; from < TYPES.size(); from++) {
                for (var to = from + 1; to < TYPES.size(); to++) {
                    comparePair(tables, TYPES.get(from), TYPES.get(to));
                }
            }
            tables.compareHistory("deals", "dealstage", "deals_history");
            tables.compareHistory("contacts", "lifecyclestage", "contacts_history");
            tables.compareMemberships();
            tables.compareAccount();
            differences.addAll(tables.differences());
        }
        assertThat(differences).as("after %s%n%s", when, story()).isEmpty();
    }

    /** Leads show their deals, deals do not show their leads: the pair is loaded from the side that shows it. */
    private void comparePair(FactTables tables, String from, String to) throws SQLException {
        var types = portal.portal().types();
        if (!portal.reference()
                .associationTypes(types.require(from), types.require(to))
                .isEmpty()) {
            tables.compareLinks(from, to, table(from) + "_" + table(to));
        } else {
            tables.compareLinks(to, from, table(to) + "_" + table(from));
        }
    }

    private List<String> recordDifferences(String type) throws SQLException {
        var truth = portal.records(type);
        var table = StoredTable.read(database, table(type));
        return new RunChecks(type, table, table, truth, truth, defined(type)).everythingIsEqual();
    }

    private Map<String, String> defined(String type) {
        var objectType = portal.portal().types().require(type);
        return portal.portal().catalog(objectType).columns().stream()
                .map(column -> column.definition())
                .filter(property -> PROPERTIES.contains(property.name()))
                .collect(Collectors.toMap(property -> property.name(), property -> property.type()));
    }

    /** A custom type's table has the name in its schema. */
    private static String table(String type) {
        return type.equals("machines") ? "machine" : type;
    }

    private RunReport sync() {
        return sync(0);
    }

    /** @param lastCommit the number of the commit that the run does not survive; 0 for none */
    private RunReport sync(int lastCommit) {
        var settings = EngineSettings.DEFAULT.with(RefreshPolicy.AUTO).withSettleLag(Duration.ZERO);
        var http = new HubSpotSettings(
                portal.url(),
                ApiDialect.V2026_09,
                new AccessTokens.Static(portal.token()),
                UNMETERED,
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                6,
                8_000);
        try (var destination = MortalDestination.of(
                        DuckDbDestination.open(DuckDbSettings.of(database)), lastCommit, random.nextBoolean());
                var client = HubSpotClient.open(http)) {
            var request =
                    new SyncRequest(objects, Optional.empty(), PROPERTIES, List.of(), AssociationChoice.ALL, HISTORY);
            return new SyncEngine(client, destination, settings, InstantSource.system(), SyncListener.SILENT)
                    .run(request);
        }
    }

    private String story() {
        return String.join("\n", story);
    }

    @Override
    public void close() {
        portal.close();
    }
}
