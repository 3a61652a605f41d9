package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.snowflake.emulator.EmulatorOptions;
import io.hubflow.snowflake.emulator.SnowflakeEmulator;
import io.hubflow.snowflake.emulator.storage.StorageKind;
import io.hubflow.testkit.RowMaker;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that begin with an empty spool directory each time, as in a container; the stage lies in a cloud's storage. */
class EphemeralDiskIT {
    private static final TableSchema CONTACTS =
            new TableSchema("contacts", "contacts", List.of(new Column("email", ColumnType.VARCHAR)));

    @TempDir
    Path folder;

    @Test
    void anIdleRunReadsNothingTwiceAndSendsNoRowThatTheTableHolds() {
        try (var emulator = SnowflakeEmulator.start(EmulatorOptions.defaults().withStorage(StorageKind.S3))) {
            run(
                    emulator,
                    "first",
                    1,
                    RowMaker.id(1).values("one"),
                    RowMaker.id(2).values("two"));
            for (int sequence = 2; sequence < 4; sequence++) {
                var before = woken(emulator);
                run(
                        emulator,
                        "disk" + sequence,
                        sequence,
                        RowMaker.id(1).read(sequence).values("one"),
                        RowMaker.id(2).read(sequence).values("two"));
                assertThat(woken(emulator)).isEqualTo(before);
            }
        }
    }

    private static long woken(SnowflakeEmulator emulator) {
        return emulator.admin().statements().stream()
                .filter(s -> s.usedWarehouse())
                .count();
    }

    private void run(SnowflakeEmulator emulator, String disk, long sequence, Row... rows) {
        var settings = new SnowflakeSettings(
                "HUBFLOW",
                new Authentication.Password("loader-password"),
                "LOADER",
                "HUBFLOW_LOADER",
                "HUBFLOW_WH",
                "HUBSPOT",
                "CRM",
                emulator.url(),
                Layout.COLUMNS,
                SnowflakeSettings.DEFAULT_FLUSH_INTERVAL,
                folder.resolve(disk),
                SnowflakeSettings.DEFAULT_SPOOL_LIMIT_BYTES,
                SnowflakeSettings.DEFAULT_AUTO_SUSPEND,
                SnowflakeSettings.DEFAULT_HOLD_BACK,
                false);
        var source = new DriverConnections(SnowflakeDriver.load(Path.of("none")), settings);
        try (var destination = SnowflakeDestination.open(settings, source, Timing.SYSTEM);
                var lease = destination.beginRun("run-" + sequence);
                var stage = destination.openStage(CONTACTS)) {
            assertThat(lease).isNotNull();
            assertThat(destination.loadCheckpoints())
                    .isEqualTo(sequence == 1 ? List.of() : List.of(checkpoint(sequence - 1)));
            stage.append(List.of(rows));
            destination.commit(
                    new Commit(List.of(stage), List.of(), List.of(), List.of(checkpoint(sequence)), List.of()));
        }
    }

    private static Checkpoint checkpoint(long sequence) {
        return new Checkpoint("contacts", sequence, "{\"cursor\":" + sequence + "}");
    }
}
