package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.DestinationStatus;
import io.hubflow.engine.destination.QueryRows;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.testkit.RowMaker;
import io.hubflow.testkit.VerificationRowMaker;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people may ask of a schema that hubflow loads. */
class SnowflakeQueryIT {
    private static final TableSchema DEALS = new TableSchema(
            "deals",
            "deals",
            List.of(
                    new Column("dealname", ColumnType.VARCHAR),
                    new Column("amount", ColumnType.DECIMAL),
                    new Column("won", ColumnType.BOOLEAN),
                    new Column("day", ColumnType.DATE),
                    new Column("moment", ColumnType.TIMESTAMP)));
    private static final Instant MOMENT = Instant.parse("2026-01-31T06:30:00.123Z");

    @TempDir
    Path folder;

    private SnowflakePlace place;

    @BeforeEach
    void makePlace() {
        place = SnowflakePlace.create(folder);
    }

    @Test
    void handsOverValuesOfPlainClasses() {
        load(1);
        var seen = new Seen();

        try (var query = open()) {
            query.run("-- all of them\n(SELECT _id, dealname, amount, won, day, moment, _unparsed FROM deals)", seen);
        }

        assertThat(seen.names).containsExactly("_ID", "DEALNAME", "AMOUNT", "WON", "DAY", "MOMENT", "_UNPARSED");
        assertThat(seen.rows)
                .containsExactly(Arrays.asList(
                        1L, "one", new BigDecimal("2.500000000"), true, LocalDate.of(2026, 1, 31), MOMENT, null));
    }

    @Test
    void tellsRowsCheckpointsAndTheLastRun() {
        try (var query = open()) {
            assertThat(query.status()).isEqualTo(DestinationStatus.NOTHING);
        }
        load(1);
        load(2);

        try (var query = open()) {
            var status = query.status();
            assertThat(status.checkpoints()).containsExactly(new Checkpoint("deals", 2, "{}"));
            assertThat(status.rows()).containsExactly(Map.entry("deals", 2L));
            assertThat(status.lastRuns())
                    .containsExactly(
                            Map.entry("deals", new DestinationStatus.LastRun(MOMENT.plusSeconds(2), "succeeded")));
        }
    }

    @ParameterizedTest
    @Tag("thorough")
    @ValueSource(
            strings = {
                "SELEC 1",
                "",
                "DELETE FROM deals",
                "/* SELECT */ TRUNCATE TABLE deals",
                "CREATE TABLE more (a INTEGER)"
            })
    void sendsNothingThatCouldChangeSomething(String sql) {
        load(1);
        SnowflakePlace.emulator().admin().resetLog();
        try (var query = open()) {
            var failure = catchThrowableOfType(ConnectorException.class, () -> query.run(sql, new Seen()));

            assertThat(failure.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID);
            assertThat(failure.meaning()).contains("only reads");
        }
        assertThat(SnowflakePlace.emulator().admin().statements()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT FROM deals WHERE",
                "SELECT missing FROM deals",
                "SELECT * FROM nowhere",
                "SELECT 'x'::NUMBER",
                "DESCRIBE TABLE nowhere"
            })
    void blamesTheStatementWhenItIsAtFault(String sql) {
        load(1);
        try (var query = open()) {
            var failure = catchThrowableOfType(ConnectorException.class, () -> query.run(sql, new Seen()));

            assertThat(failure.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID);
            assertThat(failure.what()).startsWith("Snowflake refuses the statement: ");
        }
    }

    @Test
    void aMissingRightIsTheDestinations() {
        load(1);
        place.administer("REVOKE USAGE ON WAREHOUSE HUBFLOW_WH FROM ROLE HUBFLOW_LOADER");
        try (var query = open()) {
            var failure = catchThrowableOfType(
                    ConnectorException.class, () -> query.run("SELECT COUNT(DISTINCT amount) FROM deals", new Seen()));

            assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_REFUSED);
            assertThat(failure.action()).contains("GRANT USAGE ON WAREHOUSE");
        } finally {
            place.administer("GRANT USAGE ON WAREHOUSE HUBFLOW_WH TO ROLE HUBFLOW_LOADER");
        }
    }

    /** Snowflake gives a large result in parts, and the driver must not hold them all. */
    @Test
    @Tag("thorough")
    void aLargeResultIsHandedOverInOrderWhileItIsDownloaded() {
        for (int number = 1; number <= 20; number++) {
            load(number);
        }
        var count = new long[2];
        try (var query = open()) {
            query.run(
                    "SELECT a._id + 20 * b._id + 400 * c._id - 421 AS n, RPAD('x', 1000, 'y') AS wide"
                            + " FROM deals a CROSS JOIN deals b CROSS JOIN deals c ORDER BY 1",
                    new QueryRows() {
                        @Override
                        public void columns(List<String> names, List<String> types) {
                            assertThat(names).containsExactly("N", "WIDE");
                        }

                        @Override
                        public void row(List<@Nullable Object> values) {
                            assertThat(values.get(0)).isEqualTo(count[0]++);
                            count[1] += String.valueOf(values.get(1)).length();
                        }
                    });
        }
        assertThat(count).containsExactly(8_000, 8_000_000);
    }

    @Test
    @Tag("thorough")
    void tellsTheNewestVerifications() {
        try (var query = open()) {
            assertThat(query.recentVerifications(10)).isEmpty();
        }
        var evidence = "{\"stale\":[{\"id\":7,\"reason\":\"it's \\\"late\\\"\"}]}";
        try (var destination = place.open()) {
            destination.commit(VerificationRowMaker.commit("v1", MOMENT, "equal", 0, "{}"));
            destination.commit(VerificationRowMaker.commit("v2", MOMENT.plusSeconds(60), "different", 1, evidence));
            destination.commit(VerificationRowMaker.commit(
                    "v3", MOMENT.plusSeconds(90), "different", 1, "{\"stale\":[\"" + "x".repeat(20_000) + "\"]}"));
        }

        try (var query = open()) {
            assertThat(query.recentVerifications(2))
                    .containsExactly(
                            VerificationRowMaker.record("v3", MOMENT.plusSeconds(90), "different", 1, "{}"),
                            VerificationRowMaker.record("v2", MOMENT.plusSeconds(60), "different", 1, evidence));
        }
    }

    private SnowflakeQuery open() {
        return SnowflakeQuery.open(place.settings(), place.source(), Timing.SYSTEM);
    }

    /** Row, checkpoint and run of this number. */
    private void load(long number) {
        try (var destination = place.open();
                var stage = destination.openStage(DEALS)) {
            stage.append(List.of(
                    RowMaker.id(number).values("one", new BigDecimal("2.5"), true, LocalDate.of(2026, 1, 31), MOMENT)));
            var run = new RunRecord(
                    "run-" + number, "deals", MOMENT.plusSeconds(number), Optional.empty(), "succeeded", 1, 1, 0, "{}");
            destination.commit(new Commit(
                    List.of(stage),
                    List.of(),
                    List.of(),
                    List.of(new Checkpoint("deals", number, "{}")),
                    List.of(run)));
        }
    }

    private static final class Seen implements QueryRows {
        private final List<String> names = new ArrayList<>();
        private final List<List<@Nullable Object>> rows = new ArrayList<>();

        @Override
        public void columns(List<String> columnNames, List<String> types) {
            names.addAll(columnNames);
        }

        @Override
        public void row(List<@Nullable Object> values) {
            rows.add(values);
        }
    }
}
