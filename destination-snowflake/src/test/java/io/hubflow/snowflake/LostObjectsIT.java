package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.QuarantinedRow;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.testkit.RowMaker;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects of ours that somebody drops while a destination is open, as when a schema is restored without its stage. */
class LostObjectsIT {
    private static final TableSchema CONTACTS =
            new TableSchema("contacts", "contacts", List.of(new Column("email", ColumnType.VARCHAR)));

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "STAGE HUBFLOW_STAGE",
                "VIEW CONTACTS_VIEW",
                "TABLE HUBSPOT_OWNERS",
                "TABLE _HUBFLOW_QUARANTINE",
                "TABLE _HUBFLOW_RUNS"
            })
    void areMadeAgainByTheNextCommit(String object) {
        var place = SnowflakePlace.raw(folder);
        try (var destination = place.unopened(CommitStep.Observer.NONE)) {
            everything(destination, 1, RowMaker.id(1).values("one"));
            place.execute("DROP " + object);
            if (object.startsWith("VIEW")) {
                // No statement of a commit needs the view, so it is missed when the schema is listed the next time.
                destination.rest();
            }
            everything(destination, 2, RowMaker.id(2).values("two"));
            assertThat(destination.loadCheckpoints()).containsExactly(new Checkpoint("contacts", 2, "{}"));
        }
        assertThat(place.read("contacts")).extracting(r -> r.get("email")).containsExactlyInAnyOrder("one", "two");
        assertThat(place.read("hubspot_owners")).hasSize(1);
        assertThat(place.read("_hubflow_runs")).isNotEmpty();
        assertThat(place.read("_hubflow_quarantine")).isNotEmpty();
    }

    /** Snowflake lists no table that the role has no right on. */
    @Test
    void aTableWhoseOwnershipWasMovedIsNotTakenForDropped() {
        var place = SnowflakePlace.create(folder);
        try (var destination = place.open()) {
            everything(destination, 1, RowMaker.id(1).values("one"));
        }
        var table = "HUBSPOT." + place.schema() + ".CONTACTS";
        place.administer("GRANT OWNERSHIP ON TABLE " + table + " TO ROLE ACCOUNTADMIN REVOKE CURRENT GRANTS");
        for (int run = 0; run < 2; run++) {
            try (var destination = place.open()) {
                var refusal = catchThrowableOfType(
                        ConnectorException.class,
                        () -> everything(destination, 2, RowMaker.id(2).values("two")));

                assertThat(refusal.code()).isEqualTo(ErrorCode.DESTINATION_REFUSED);
                assertThat(refusal.what()).contains("may not see it");
                assertThat(refusal.action())
                        .contains("GRANT OWNERSHIP ON TABLE")
                        .contains("COPY CURRENT GRANTS")
                        .contains("if hubflow did not make that table: ALTER TABLE");
            }
        }
        place.administer("GRANT OWNERSHIP ON TABLE " + table + " TO ROLE HUBFLOW_LOADER COPY CURRENT GRANTS");
        try (var destination = place.open()) {
            everything(destination, 2, RowMaker.id(2).values("two"));
        }
        assertThat(place.read("contacts")).extracting(r -> r.get("email")).containsExactlyInAnyOrder("one", "two");
    }

    /** As PutHubSpotTable does, which has no checkpoints of its own. */
    @Test
    void areAllMadeAgainWhenTheSchemaIsNew() {
        var place = SnowflakePlace.create(folder);
        try (var destination = place.open()) {
            write(destination, RowMaker.id(1).values("one"));
            place.administer("DROP SCHEMA HUBSPOT." + place.schema());
            place.makeSchema();
            write(destination, RowMaker.id(2).values("two"));
            write(destination, RowMaker.id(3).values("three"));
        }
        assertThat(place.read("contacts")).extracting(r -> r.get("email")).containsExactlyInAnyOrder("two", "three");
    }

    /** An administrator who makes the stage again owns it. */
    @Test
    void aStageThatAnotherRoleMadeAgainIsRefusedWithTheStatementThatHelps() {
        var place = SnowflakePlace.create(folder);
        try (var destination = place.open()) {
            write(destination, RowMaker.id(1).values("one"));
            var stage = "STAGE HUBSPOT." + place.schema() + ".HUBFLOW_STAGE";
            place.administer("DROP " + stage);
            place.administer("CREATE " + stage);

            var failure = catchThrowableOfType(
                    ConnectorException.class,
                    () -> write(destination, RowMaker.id(2).values("two")));

            assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_REFUSED);
            var statement = failure.action().replaceAll("^Have an administrator run: |;$", "");
            assertThat(statement).startsWith("DROP STAGE");
            place.administer(statement);
            write(destination, RowMaker.id(3).values("three"));
        }
        assertThat(place.read("contacts")).extracting(r -> r.get("email")).contains("one", "three");
    }

    @Test
    void aTableWhoseRowsACheckpointCountsOnIsNotMadeAgainEmpty() {
        var place = SnowflakePlace.create(folder);
        try (var destination = place.open()) {
            everything(destination, 1, RowMaker.id(1).values("one"));
            place.execute("DROP TABLE CONTACTS");
            var failure = catchThrowableOfType(
                    ConnectorException.class,
                    () -> everything(destination, 2, RowMaker.id(2).values("two")));
            assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_STATE_MOVED);
            assertThat(failure.what()).contains("CONTACTS\" was dropped");
            assertThat(destination.findTable("contacts")).isEmpty();
        }
    }

    private static void everything(Destination destination, long sequence, Row... rows) {
        var owners = new ReferenceTable(
                "hubspot_owners",
                List.of(new Column("name", ColumnType.VARCHAR)),
                "",
                "",
                List.of(List.of("Ann " + sequence)));
        try (var stage = destination.openStage(CONTACTS)) {
            stage.append(List.of(rows));
            destination.commit(new Commit(
                    List.of(stage),
                    List.of(new QuarantinedRow("contacts", "9", "no id", "{", Instant.EPOCH)),
                    List.of(owners),
                    List.of(new Checkpoint("contacts", sequence, "{}")),
                    List.of(new RunRecord(
                            "run-" + sequence,
                            "contacts",
                            Instant.EPOCH,
                            Optional.of(Instant.EPOCH),
                            "succeeded",
                            1,
                            1,
                            0,
                            "{}"))));
        }
    }

    private static void write(Destination destination, Row... rows) {
        try (var stage = destination.openStage(CONTACTS)) {
            stage.append(List.of(rows));
            destination.commit(new Commit(List.of(stage), List.of(), List.of(), List.of(), List.of()));
        }
    }
}
