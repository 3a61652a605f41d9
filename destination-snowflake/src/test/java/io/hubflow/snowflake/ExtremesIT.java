package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.testkit.RowMaker;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sizes that somebody will have. */
@Tag("thorough")
class ExtremesIT {
    @TempDir
    Path folder;

    /** Loaded with its checkpoint, so that the new table takes a plain INSERT, which DuckDB plans in half the time. */
    @Test
    @Tag("stress")
    void threeThousandColumns() {
        var place = SnowflakePlace.create(folder);
        var schema = wide(3_000);
        try (var destination = place.open();
                var stage = destination.openStage(schema)) {
            stage.append(List.of(wideRow(3_000, 1, 0), wideRow(3_000, 2, 0)));
            destination.commit(new Commit(
                    List.of(stage), List.of(), List.of(), List.of(new Checkpoint("wide", 1, "{}")), List.of()));
            assertThat(destination.findTable("wide")).contains(schema);
        }
        assertThat(place.read("wide"))
                .extracting(row -> row.get("a_property_with_a_name_of_some_length_2999"))
                .containsExactlyInAnyOrder("2999 of 1 in 0", "2999 of 2 in 0");
    }

    @Test
    void mergesAThousandColumns() {
        var place = SnowflakePlace.create(folder);
        try (var destination = place.open()) {
            load(destination, wide(1_000), wideRow(1_000, 1, 0), wideRow(1_000, 2, 0));
            load(destination, wide(1_000), wideRow(1_000, 2, 1));
        }
        assertThat(place.read("wide"))
                .extracting(row -> row.get("a_property_with_a_name_of_some_length_999"))
                .containsExactlyInAnyOrder("999 of 1 in 0", "999 of 2 in 1");
    }

    private static TableSchema wide(int columns) {
        return new TableSchema(
                "wide",
                "wide",
                IntStream.range(0, columns)
                        .mapToObj(i -> new Column("a_property_with_a_name_of_some_length_" + i, ColumnType.VARCHAR))
                        .toList());
    }

    /** More than a VARCHAR holds, less than a VARIANT: the row is loaded, the value waits in _UNPARSED. */
    @Test
    void aStringOfTwentyMegabytes() throws Exception {
        var schema = new TableSchema(
                "notes",
                "notes",
                List.of(new Column("body", ColumnType.VARCHAR), new Column("title", ColumnType.VARCHAR)));
        var body = "0123456789".repeat(2_000_000);
        for (var place : List.of(SnowflakePlace.create(folder.resolve("c")), SnowflakePlace.raw(folder.resolve("r")))) {
            try (var destination = place.open()) {
                load(
                        destination,
                        schema,
                        RowMaker.id(1).values(body, "long"),
                        RowMaker.id(2).values("short", "b"));
            }
            var row = place.read("notes").stream()
                    .filter(r -> Long.valueOf(1).equals(r.get("_id")))
                    .findFirst()
                    .orElseThrow();
            assertThat(row.get("title")).isEqualTo("long");
            assertThat(row.get("body")).isNull();
            var unparsed = new ObjectMapper().readTree((String) row.get("_unparsed"));
            assertThat(unparsed.path("body").asText().equals(body)).isTrue();
        }
    }

    private static Row wideRow(int columns, int id, int version) {
        return RowMaker.id(id)
                .updated(version)
                .values(Stream.iterate(0, i -> i + 1)
                        .limit(columns)
                        .map(i -> i + " of " + id + " in " + version)
                        .toArray());
    }

    private static void load(Destination destination, TableSchema schema, Row... rows) {
        try (var stage = destination.openStage(schema)) {
            stage.append(List.of(rows));
            destination.commit(new Commit(List.of(stage), List.of(), List.of(), List.of(), List.of()));
        }
    }
}
