package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.portal.ListPlan;
import io.hubflow.snowflake.emulator.session.StatementRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Reference tables, members of lists and histories that somebody drops, or in whose place somebody puts an older copy: the next run
 * says so and brings them right again, although nothing changed in HubSpot.
 */
@Tag("thorough")
final class SnowflakeReplacedTablesIT {
    private static final List<String> TABLES = List.of(
            "HUBSPOT_OWNERS",
            "HUBSPOT_USERS",
            "HUBSPOT_TEAMS",
            "HUBSPOT_PROPERTIES",
            "HUBSPOT_PIPELINES",
            "HUBSPOT_PIPELINE_STAGES",
            "HUBSPOT_LISTS",
            "HUBSPOT_LIST_MEMBERSHIPS",
            "HUBSPOT_ASSOCIATION_TYPES",
            "CONTACTS_DEALS",
            "DEALS_HISTORY");

    private static SnowflakeAccount account;

    @TempDir
    Path folder;

    private Map<String, String> environment = Map.of();
    private String schema = "";

    /** What somebody does to a table. */
    enum Loss {
        OLDER_COPY,
        EMPTY_COPY,
        DROPPED
    }

    @BeforeAll
    static void start() throws SQLException {
        account = new SnowflakeAccount();
    }

    @AfterAll
    static void stop() throws SQLException {
        account.close();
    }

    @ParameterizedTest
    @EnumSource
    void theNextRunSaysSoAndBringsThemRight(Loss loss) throws IOException, SQLException {
        schema = account.newSchema();
        environment = account.environment(schema);
        // Its clock stands still, so that nothing which was changed before it is advanced is read again by chance.
        try (var hubSpot = Simulator.start(SimulatorOptions.defaults()
                .withVirtualClock(Instant.now().minus(Duration.ofDays(1)))
                .withRecords(Map.of("contacts", 40L, "deals", 30L))
                .withLists(List.of(ListPlan.of("contacts", 20), ListPlan.of("contacts", 5))))) {
            environment.put("HUBSPOT_ACCESS_TOKEN", hubSpot.token());
            environment.put("HUBFLOW_HUBSPOT_BASE_URL", hubSpot.url().toString());
            environment.put("HUBFLOW_SYNC_SETTLE_LAG", "0s");
            sync();
            hubSpot.advance(Duration.ofHours(1));
            for (var table : TABLES) {
                account.administer("CREATE TABLE " + name("OLD" + table) + " AS SELECT * FROM " + name(table));
            }
            change(hubSpot);
            sync();
            sync();
            var idle = statementsOf(this::sync);
            var before = contents();
            for (var table : TABLES) {
                lose(table, loss);
            }

            // Times of reading go on from those before, whatever a clock says.
            hubSpot.addFault(FaultRule.always(new Fault.WrongDate(Duration.ofMinutes(-3))));
            var recovering = sync();
            hubSpot.clearFaults();

            for (var table : TABLES) {
                assertThat(recovering)
                        .as(table)
                        .contains("Table " + table.toLowerCase(Locale.ROOT) + " "
                                + (loss == Loss.DROPPED ? "is gone" : "does not hold what was written to it last"));
            }
            assertThat(recovering).contains("Older versions, which only the lost table had, are lost");
            var after = contents();
            for (var table : TABLES) {
                assertThat(after.get(table)).as(table).containsExactlyInAnyOrderElementsOf(before.get(table));
            }
            assertThat(sync()).doesNotContain("is gone", "does not hold");
            assertThat(statementsOf(this::sync)).isEqualTo(idle).hasSizeLessThanOrEqualTo(5);
            assertThat(contents()).isEqualTo(after);
        }
    }

    private static void change(Simulator hubSpot) {
        hubSpot.mutate(new Mutation.Update("deals", Target.random(9, 7), List.of("dealstage"), Map.of()));
        hubSpot.mutate(new Mutation.CreateUser("new@example.com", "New", "User", ""));
        hubSpot.mutate(new Mutation.EditPipeline("deals", "default", "Renamed"));
        var lists = hubSpot.reference().lists().stream()
                .map(list -> list.path("listId").asText())
                .toList();
        hubSpot.mutate(new Mutation.RemoveMembers(lists.getFirst(), Target.random(10, 8)));
        hubSpot.mutate(new Mutation.RenameList(lists.getFirst(), "Renamed"));
        hubSpot.mutate(new Mutation.DeleteList(lists.getLast()));
        hubSpot.mutate(new Mutation.CreateLabel("contacts", "deals", "buyer", "bought by"));
        hubSpot.mutate(new Mutation.Update("contacts", Target.random(9, 9), List.of("firstname"), Map.of()));
        hubSpot.advance(Duration.ofHours(1));
    }

    private void lose(String table, Loss loss) throws SQLException {
        if (loss == Loss.DROPPED) {
            account.administer("DROP TABLE " + name(table));
            return;
        }
        var comment = table.startsWith("HUBSPOT_") && !table.endsWith("MEMBERSHIPS")
                ? "kept by hubflow"
                : "facts about records";
        account.administer("CREATE OR REPLACE TABLE " + name(table) + " COMMENT = 'hubflow: " + comment
                + "' AS SELECT * FROM " + name("OLD" + table) + (loss == Loss.EMPTY_COPY ? " WHERE 1 = 0" : ""));
        account.administer("GRANT OWNERSHIP ON TABLE " + name(table) + " TO ROLE " + SnowflakeAccount.ROLE
                + " COPY CURRENT GRANTS");
    }

    private String name(String table) {
        return "HUBSPOT." + schema + ".\"" + table + '"';
    }

    /** The rows of every table, without the times of reading. What HubSpot has deleted may have gone with the lost table. */
    private Map<String, List<String>> contents() {
        var contents = new TreeMap<String, List<String>>();
        for (var table : TABLES) {
            contents.put(
                    table,
                    account.emulator().admin().rows("HUBSPOT", schema, table).stream()
                            .filter(row -> row.get("REMOVED_AT") == null)
                            .map(row -> {
                                var values = new TreeMap<>(row);
                                values.remove("_SYNCED_AT");
                                return values.toString();
                            })
                            .sorted()
                            .toList());
        }
        return contents;
    }

    private List<String> statementsOf(Runnable work) {
        var before = account.emulator().admin().statements().stream()
                .mapToLong(StatementRecord::number)
                .max()
                .orElse(0);
        work.run();
        return account.emulator().admin().statements().stream()
                .filter(statement -> statement.number() > before)
                .map(StatementRecord::kind)
                .collect(Collectors.toList());
    }

    private String sync() {
        var run = CommandLineRun.of(
                folder,
                environment,
                "sync",
                "--objects",
                "contacts,deals",
                "--include",
                "hs_object_id,dealstage,firstname",
                "--associations",
                "contacts:deals",
                "--history",
                "deals.dealstage",
                "--refresh",
                "never");
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        return run.out() + run.err();
    }
}
