package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.quota.Tier;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --where} into Snowflake, in both layouts. */
@Tag("thorough")
final class SnowflakeFilterIT {
    private static final Predicate<Map<String, ?>> OUT_OF_SCOPE = row -> row.get("_OUT_OF_SCOPE") != null;

    private static SnowflakeAccount account;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws SQLException {
        account = new SnowflakeAccount();
    }

    @AfterAll
    static void stop() throws SQLException {
        account.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"columns", "raw"})
    void onlyRecordsOfTheFilterAreLoadedAndWhatLeavesItIsMarkedAndWhatComesBackIsCleared(String layout)
            throws IOException, SQLException {
        var schema = account.newSchema();
        try (var hubSpot = Simulator.start(
                SimulatorOptions.defaults().withTier(Tier.UNLIMITED).withRecords(Map.of("deals", 100L)))) {
            var environment = account.environment(schema);
            environment.put("HUBSPOT_ACCESS_TOKEN", hubSpot.token());
            environment.put("HUBFLOW_HUBSPOT_BASE_URL", hubSpot.url().toString());
            environment.put("HUBFLOW_SNOWFLAKE_LAYOUT", layout);
            environment.put("HUBFLOW_SYNC_SETTLE_LAG", "0s");

            sync(environment);
            var first = large(hubSpot);
            assertThat(first).hasSizeBetween(10, 90);
            assertThat(ids(schema, row -> true)).isEqualTo(first);

            var left = first.subList(0, 3);
            hubSpot.mutate(new Mutation.Update("deals", new Target.Ids(left), List.of(), Map.of("amount", "5")));
            assertThat(sync(environment)).contains("3 no longer in the filter");
            assertThat(ids(schema, OUT_OF_SCOPE)).isEqualTo(left);
            assertThat(ids(schema, OUT_OF_SCOPE.negate())).isEqualTo(large(hubSpot));

            var back = left.subList(0, 2);
            hubSpot.mutate(new Mutation.Update("deals", new Target.Ids(back), List.of(), Map.of("amount", "70000")));
            sync(environment);
            assertThat(ids(schema, OUT_OF_SCOPE)).isEqualTo(left.subList(2, 3));
            assertThat(ids(schema, OUT_OF_SCOPE.negate())).isEqualTo(large(hubSpot));
        }
    }

    private String sync(Map<String, String> environment) {
        var run = CommandLineRun.of(
                folder,
                environment,
                "sync",
                "--objects",
                "deals",
                "--associations",
                "none",
                "--include",
                "dealname,amount,hs_object_id",
                "--where",
                "deals: amount GTE 50000");
        assertThat(run.code()).as(run.err()).isZero();
        return run.out();
    }

    private static List<Long> ids(String schema, Predicate<Map<String, ?>> filter) {
        return account.emulator().admin().rows("HUBSPOT", schema, "DEALS").stream()
                .filter(filter)
                .map(row -> Long.parseLong(Objects.requireNonNull(row.get("_ID"))))
                .sorted()
                .toList();
    }

    private static List<Long> large(Simulator hubSpot) {
        return hubSpot.records("deals").stream()
                .filter(row -> !row.archived())
                .filter(row -> !row.properties().getOrDefault("amount", "").isEmpty())
                .filter(row ->
                        new BigDecimal(row.properties().get("amount")).compareTo(BigDecimal.valueOf(50_000)) >= 0)
                .map(row -> row.id())
                .sorted()
                .toList();
    }
}
