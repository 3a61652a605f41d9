package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code rewind}, {@code replay} and {@code reset} of tables in Snowflake. */
@Tag("thorough")
final class SnowflakeRereadIT extends AgainstSnowflake {
    @ParameterizedTest
    @ValueSource(strings = {"columns", "raw"})
    void aResetLoadsTheObjectTypeWholeAgain(String layout) throws SQLException {
        sync(layout);
        var id = hubSpot.records("contacts").getFirst().id();
        account.administer("DELETE FROM HUBSPOT." + schema + ".CONTACTS WHERE _ID = " + id);

        var reset = hubflow("reset", "--object", "contacts", "--yes");

        assertThat(reset.code()).as(reset.err()).isZero();
        assertThat(reset.out()).contains("contacts", "29", "about").doesNotContain("companies");
        for (var object : sync(layout).json().path("objects")) {
            var read = object.path("rows_read").asLong();
            var written = object.path("rows_written").asLong();
            if (object.path("object_type").asText().equals("contacts")) {
                assertThat(read).as(object.toString()).isEqualTo(30);
                assertThat(written).as(object.toString()).isEqualTo(1);
            } else {
                assertThat(read).as(object.toString()).isLessThan(20);
                assertThat(written).as(object.toString()).isZero();
            }
        }
    }

    @Test
    void momentsAreCheckedAgainstTheRunsInTheWarehouse() {
        var before = Instant.now().minusSeconds(60);
        sync("columns");
        var now = Instant.now();

        assertRefused("lies before the first run", "rewind", "--to", before.toString(), "--yes");
        assertRefused("lies before the first run", "replay", "--from", before.toString(), "--to", now.toString());
        assertRefused("tickets has not been loaded", "reset", "--object", "tickets", "--yes");
    }

    private void assertRefused(String expected, String... arguments) {
        var run = hubflow(arguments);
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(expected);
    }

    private CommandLineRun sync(String layout) {
        var arguments = new ArrayList<>(List.of("sync", "--objects", "contacts,companies", "--associations", "none"));
        arguments.addAll(List.of("--include", "email,name,hs_object_id", "--refresh", "never", "--output", "json"));
        var run = hubflow(Map.of("HUBFLOW_SNOWFLAKE_LAYOUT", layout), arguments.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }
}
