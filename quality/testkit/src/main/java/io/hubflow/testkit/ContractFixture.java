package io.hubflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.CommitResult.TableResult;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.destination.TableStage;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An open destination for each test, and short words for what the contracts say about it. */
abstract class ContractFixture {
    static final TableSchema CONTACTS = schema("contacts", new Column("email", ColumnType.VARCHAR));

    @TempDir
    Path folder;

    private DestinationUnderTest place;
    private Destination destination;

    abstract DestinationUnderTest place(Path folder);

    @BeforeEach
    void openDestination() {
        place = place(folder);
        destination = place.open();
    }

    @AfterEach
    void closeDestination() {
        destination.close();
    }

    final DestinationUnderTest place() {
        return place;
    }

    final Destination destination() {
        return destination;
    }

    final void reopen() {
        destination.close();
        destination = place.open();
    }

    /** What another user of the warehouse does while hubflow is away. */
    final void meanwhile(String sql) {
        destination.close();
        place.execute(sql);
        destination = place.open();
    }

    static TableSchema schema(String table, Column... columns) {
        return new TableSchema(table, table, List.of(columns));
    }

    final TableStage stage(TableSchema schema, Row... rows) {
        var stage = destination.openStage(schema);
        stage.append(List.of(rows));
        return stage;
    }

    /** Stages and commits the rows, without a checkpoint. */
    final TableResult load(TableSchema schema, Row... rows) {
        try (var stage = stage(schema, rows)) {
            return destination.commit(rowsOf(stage)).tables().getFirst();
        }
    }

    /** As {@link #load}, rows that say nothing about some columns. */
    final TableResult loadInPart(TableSchema schema, Set<String> unread, Row... rows) {
        try (var stage = destination.openStage(schema, unread)) {
            stage.append(List.of(rows));
            return destination.commit(rowsOf(stage)).tables().getFirst();
        }
    }

    /** As {@link #load}, where departed records' rows are marked or removed. */
    final TableResult load(TableSchema schema, DeleteMode deletes, Row... rows) {
        try (var stage = destination.openStage(schema, Set.of(), deletes)) {
            stage.append(List.of(rows));
            return destination.commit(rowsOf(stage)).tables().getFirst();
        }
    }

    static Commit rowsOf(TableStage... stages) {
        return new Commit(List.of(stages), List.of(), List.of(), List.of(), List.of());
    }

    static Commit rowsAndCheckpoint(TableStage stage, Checkpoint... checkpoints) {
        return new Commit(List.of(stage), List.of(), List.of(), List.of(checkpoints), List.of());
    }

    /** The rows by id; fails when an id is there twice. */
    final Map<Long, Map<String, @Nullable Object>> table(String table) {
        var byId = new TreeMap<Long, Map<String, @Nullable Object>>();
        for (var row : place.read(table)) {
            assertThat(byId.put((Long) row.get("_id"), row))
                    .as("second row of id %s in %s", row.get("_id"), table)
                    .isNull();
        }
        return byId;
    }

    final Map<String, @Nullable Object> row(String table, long id) {
        return Objects.requireNonNull(table(table).get(id), () -> "no row " + id + " in " + table);
    }

    final List<@Nullable Object> column(String table, String column) {
        var values = new ArrayList<@Nullable Object>();
        table(table).values().forEach(row -> values.add(row.get(column)));
        return values;
    }

    static Instant at(long millis) {
        return Instant.ofEpochMilli(RowMaker.EPOCH + millis);
    }

    static ConnectorException failure(ErrorCode code, ThrowingCallable action) {
        var failure = catchThrowableOfType(ConnectorException.class, action);
        assertThat(failure).as("a failure %s", code).isNotNull();
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.what()).isNotBlank();
        return failure;
    }
}
