package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sizes that somebody will have. */
class ExtremesIT {
    @TempDir
    Path folder;

    @Test
    void threeThousandColumns() {
        var place = SnowflakePlace.create(folder);
        var schema = new TableSchema(
                "wide",
                "wide",
                IntStream.range(0, 3_000)
                        .mapToObj(i -> new Column("a_property_with_a_name_of_some_length_" + i, ColumnType.VARCHAR))
                        .toList());
        try (var destination = place.open()) {
            load(destination, schema, wideRow(1, 0), wideRow(2, 0));
            load(destination, schema, wideRow(2, 1));
        }
        assertThat(place.read("wide"))
                .extracting(row -> row.get("a_property_with_a_name_of_some_length_2999"))
                .containsExactlyInAnyOrder("2999 of 1 in 0", "2999 of 2 in 1");
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
                load(destination, schema, RowMaker.id(1).values(body, "long"), RowMaker.id(2).values("short", "b"));
            }
            var row = place.read("notes").stream()
                    .filter(r -> r.get("_id").equals(1L))
                    .findFirst()
                    .orElseThrow();
            assertThat(row.get("title")).isEqualTo("long");
            assertThat(row.get("body")).isNull();
            var unparsed = new ObjectMapper().readTree((String) row.get("_unparsed"));
            assertThat(unparsed.path("body").asText().equals(body)).isTrue();
        }
    }

    private static Row wideRow(int id, int version) {
        return RowMaker.id(id)
                .updated(version)
                .values(Stream.iterate(0, i -> i + 1)
                        .limit(3_000)
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
