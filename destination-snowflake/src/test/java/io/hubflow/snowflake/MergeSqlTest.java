package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MergeSqlTest {
    private final MergeSql sql = new MergeSql(new Place("DB", "my \"schema\""));

    @Test
    void mergesTheNewestVersionWhereItIsNewerAndDifferent() {
        var table = WarehouseTable.planned(
                new TableSchema(
                        "contacts",
                        "contacts",
                        List.of(new Column("order", ColumnType.VARCHAR), new Column("amount", ColumnType.DECIMAL))),
                "CONTACTS",
                Layout.COLUMNS);
        assertThat(sql.merge(table, Set.of(), "c/t0-", 3, 9, MergeSql.Removals.NONE))
                .startsWith(
                        "MERGE INTO \"DB\".\"my \"\"schema\"\"\".\"CONTACTS\" t USING (SELECT $1:id::NUMBER(38,0) AS C_ID,")
                .contains("$1:p:\"order\"::VARCHAR AS P0, $1:p:\"amount\"::NUMBER(38,9) AS P1")
                .contains("FROM @\"DB\".\"my \"\"schema\"\"\".\"HUBFLOW_STAGE\"/c/t0-")
                .contains("QUALIFY ROW_NUMBER() OVER (PARTITION BY C_ID ORDER BY C_V DESC NULLS LAST")
                .contains("ON t.\"_ID\" = s.C_ID AND t.\"_ID\" BETWEEN 3 AND 9")
                .contains("AND t.\"_CONTENT_HASH\" IS DISTINCT FROM s.C_H AND ")
                .contains("\"ORDER\" = s.P0, \"AMOUNT\" = s.P1, \"_DELETED_AT\" = CASE WHEN")
                .contains(" WHEN NOT MATCHED THEN INSERT (\"_ID\",");
    }

    @Test
    void threeThousandColumnsFitIntoOneStatement() {
        assertThat(sql.merge(wide(3_000, 30), Set.of(), "c/t0-", 1, 2, MergeSql.Removals.NONE)
                        .length())
                .isLessThan(MergeSql.MAX_SQL_BYTES);
    }

    @Test
    void saysSoWhenTheStatementWouldBeTooLong() {
        var failure = catchThrowableOfType(
                ConnectorException.class,
                () -> sql.merge(wide(6_000, 90), Set.of(), "c/t0-", 1, 2, MergeSql.Removals.NONE));
        assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_TABLE_REFUSED);
        assertThat(failure).hasMessageContaining("6000 columns").hasMessageContaining("raw");
    }

    private static WarehouseTable wide(int columns, int nameLength) {
        var list = IntStream.range(0, columns)
                .mapToObj(i -> new Column("p".repeat(nameLength - 5) + "%05d".formatted(i), ColumnType.VARCHAR))
                .toList();
        return WarehouseTable.planned(new TableSchema("wide", "wide", list), "WIDE", Layout.COLUMNS);
    }
}
