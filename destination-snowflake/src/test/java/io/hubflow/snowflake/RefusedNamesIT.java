package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.testkit.RowMaker;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Properties whose names Snowflake refuses as column names, even in quotes. */
class RefusedNamesIT {
    private static final List<String> NAMES = List.of(
            "email",
            "current_date",
            "current_time",
            "current_timestamp",
            "current_user",
            "localtime",
            "localtimestamp",
            "strasse",
            "straße");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Layout.class)
    void getAnotherColumnWhichThePropertiesTableNames(Layout layout) {
        var place = layout == Layout.RAW ? SnowflakePlace.raw(folder) : SnowflakePlace.create(folder);
        try (var destination = place.open();
                var stage = destination.openStage(schema(NAMES))) {
            stage.append(List.of(RowMaker.id(1).values(NAMES.toArray())));
            destination.commit(new Commit(List.of(stage), List.of(), List.of(properties(NAMES)), List.of(), List.of()));
        }

        var row = place.read("contacts").getFirst();
        var recorded = place.read("hubspot_properties");
        assertThat(recorded).hasSameSizeAs(NAMES);
        for (var property : recorded) {
            var column = String.valueOf(property.get("column_name"));
            assertThat(row.get(column.toLowerCase(java.util.Locale.ROOT))).isEqualTo(property.get("name"));
        }
        assertThat(recorded)
                .extracting(p -> p.get("column_name"))
                .contains("EMAIL", "CURRENT_DATE_", "LOCALTIMESTAMP_", "STRASSE")
                .doesNotContain("CURRENT_DATE", "straße");
    }

    @Test
    void areNamedTheSameBeforeTheTableExists() {
        var place = SnowflakePlace.create(folder);
        try (var destination = place.open()) {
            destination.commit(
                    new Commit(List.of(), List.of(), List.of(properties(NAMES.subList(0, 3))), List.of(), List.of()));
        }
        assertThat(place.read("hubspot_properties"))
                .extracting(p -> p.get("column_name"))
                .containsExactlyInAnyOrder("EMAIL", "CURRENT_DATE_", "CURRENT_TIME_");
    }

    private static TableSchema schema(List<String> names) {
        return new TableSchema(
                "contacts",
                "contacts",
                names.stream().map(n -> new Column(n, ColumnType.VARCHAR)).toList());
    }

    private static ReferenceTable properties(List<String> names) {
        var columns = List.of(
                new Column("object_type", ColumnType.VARCHAR),
                new Column("name", ColumnType.VARCHAR),
                new Column("column_name", ColumnType.VARCHAR));
        return new ReferenceTable(
                "hubspot_properties",
                columns,
                "object_type",
                "contacts",
                names.stream()
                        .map(n -> Arrays.<@Nullable Object>asList("contacts", n, n))
                        .toList());
    }
}
