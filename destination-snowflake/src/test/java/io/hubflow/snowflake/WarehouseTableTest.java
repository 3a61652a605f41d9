package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.TableSchema;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WarehouseTableTest {
    @Test
    void givesCollidingNamesDifferentColumnsThatStayTheSame() {
        var table = planned("strasse", "straße", "order", "plain");
        assertThat(table.columns())
                .extracting(PropertyColumn::column)
                .startsWith("STRASSE")
                .endsWith("ORDER", "PLAIN")
                .doesNotHaveDuplicates();
        assertThat(table.columns().get(1).column()).matches("STRASSE_[0-9A-F]{8}");
        var grown = table.evolvedTo(schema("strasse", "straße", "order", "plain", "new"));
        assertThat(grown.columns().subList(0, 4)).isEqualTo(table.columns());
    }

    @Test
    void givesNamesThatSnowflakeRefusesAnUnderscore() {
        var table = planned("current_date", "localtime", "Current_User", "current_date_", "current_role");
        assertThat(table.columns())
                .extracting(PropertyColumn::column)
                .startsWith("CURRENT_DATE_", "LOCALTIME_", "CURRENT_USER_")
                .endsWith("CURRENT_ROLE")
                .doesNotHaveDuplicates();
        assertThat(table.columns().get(3).column()).matches("CURRENT_DATE__[0-9A-F]{8}");
    }

    @Test
    void shortensNamesOverTheLimit() {
        var table = planned("x".repeat(300), "x".repeat(301));
        assertThat(table.columns()).extracting(c -> c.column().length()).containsExactly(255, 255);
        assertThat(table.columns()).extracting(PropertyColumn::column).doesNotHaveDuplicates();
    }

    @Test
    void isReadBackAsItWasWritten() {
        var table = planned("email", "straße", "quote\"d", "line\nbreak");
        assertThat(WarehouseTable.fromJson(table.table(), table.toJson())).isEqualTo(table);
    }

    @Test
    void widensAndNeverNarrows() {
        var narrow = new TableSchema("t", "t", java.util.List.of(new Column("a", ColumnType.BIGINT)));
        var wide = new TableSchema("t", "t", java.util.List.of(new Column("A", ColumnType.DECIMAL)));
        var table = WarehouseTable.planned(narrow, "T", Layout.COLUMNS).evolvedTo(wide);
        assertThat(table.columns()).extracting(PropertyColumn::type).containsExactly(ColumnType.DECIMAL);
        assertThat(table.evolvedTo(narrow).columns())
                .extracting(PropertyColumn::type)
                .containsExactly(ColumnType.DECIMAL);
    }

    private static WarehouseTable planned(String... names) {
        return WarehouseTable.planned(schema(names), "CONTACTS", Layout.COLUMNS);
    }

    private static TableSchema schema(String... names) {
        return new TableSchema(
                "contacts",
                "contacts",
                Arrays.stream(names).map(n -> new Column(n, ColumnType.VARCHAR)).toList());
    }
}
