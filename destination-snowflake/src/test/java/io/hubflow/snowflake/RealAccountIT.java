package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.testkit.RowMaker;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same against a real account: skipped, and says so, unless {@code HUBFLOW_SNOWFLAKE_ACCOUNT_IDENTIFIER} and the other
 * settings of the Snowflake destination are in the environment. The schema must be empty; what is made there stays.
 */
class RealAccountIT {
    @TempDir
    Path folder;

    @Test
    void loadsTwiceIntoARealAccount() {
        var options = SnowflakeOptions.read(given(System.getenv()), folder);
        Assumptions.assumeTrue(
                System.getenv("HUBFLOW_SNOWFLAKE_ACCOUNT_IDENTIFIER") != null,
                "skipped: no HUBFLOW_SNOWFLAKE_* in the environment, so nothing was tried against a real account");
        assertThat(options.problems()).isEmpty();
        var settings = options.settings();
        var source = new DriverConnections(SnowflakeDriver.load(folder), settings);
        assertThat(SnowflakeCheck.run(settings, source, Timing.SYSTEM)).allMatch(SnowflakeCheck.Finding::passed);
        var schema = new TableSchema(
                "contacts",
                "contacts",
                List.of(new Column("email", ColumnType.VARCHAR), new Column("order", ColumnType.DECIMAL)));
        for (int run = 1; run <= 2; run++) {
            try (var destination = SnowflakeDestination.open(settings, source, Timing.SYSTEM)) {
                var next = destination.loadCheckpoints().stream()
                                .mapToLong(Checkpoint::sequence)
                                .max()
                                .orElse(0)
                        + 1;
                try (var stage = destination.openStage(schema)) {
                    stage.append(List.of(RowMaker.id(1).updated(next).values("Zoë", new java.math.BigDecimal("1.5"))));
                    var result = destination.commit(new Commit(
                            List.of(stage),
                            List.of(),
                            List.of(),
                            List.of(new Checkpoint("contacts", next, "{\"run\":" + next + "}")),
                            List.of()));
                    assertThat(result.tables().getFirst().unchanged()).isZero();
                }
            }
        }
    }

    private static Map<SnowflakeOption, String> given(Map<String, String> environment) {
        var given = new EnumMap<SnowflakeOption, String>(SnowflakeOption.class);
        for (var option : SnowflakeOption.values()) {
            var name = "HUBFLOW_"
                    + option.key().toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
            if (environment.containsKey(name)) {
                given.put(option, environment.get(name));
            }
        }
        return given;
    }
}
