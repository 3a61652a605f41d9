package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.Column;
import io.hubflow.snowflake.emulator.catalog.ObjectName;
import io.hubflow.snowflake.emulator.catalog.Relation;
import io.hubflow.snowflake.emulator.catalog.Schema;
import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.catalog.Stage;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** DESCRIBE TABLE, VIEW, STAGE and SCHEMA. */
final class DescribeRunner {
    private final StatementRunner runner;

    DescribeRunner(StatementRunner runner) {
        this.runner = runner;
    }

    Result describe(Statement.Describe describe) {
        return switch (describe.type()) {
            case "TABLE", "VIEW" -> relation(describe);
            case "STAGE" -> stage(describe);
            case "SCHEMA" -> schema(describe);
            default -> throw SnowflakeError.unsupported("DESCRIBE " + describe.type());
        };
    }

    private Result relation(Statement.Describe describe) {
        ObjectName name = runner.names().full(describe.name(), "DESCRIBE");
        Relation relation = runner.names()
                .findRelation(name)
                .filter(r -> runner.session().temporaryTables().containsValue(r)
                        || runner.names().rights().sees(r))
                .orElseThrow(() -> SnowflakeError.notFoundByName(
                        describe.type().equals("VIEW") ? "View" : "Table",
                        describe.name().toString()));
        var rows = new ArrayList<List<@Nullable String>>();
        for (Column column : relation.columns()) {
            rows.add(Result.row(
                    column.name(),
                    column.type().display(),
                    "COLUMN",
                    column.nullable() ? "Y" : "N",
                    column.defaultSql(),
                    column.primaryKey() ? "Y" : "N",
                    "N",
                    null,
                    null,
                    column.comment(),
                    column.maskingPolicy() == null
                            ? null
                            : column.maskingPolicy().toString(),
                    null));
        }
        return Result.texts(
                StatementKind.DESCRIBE,
                List.of(
                        "name",
                        "type",
                        "kind",
                        "null?",
                        "default",
                        "primary key",
                        "unique key",
                        "check",
                        "expression",
                        "comment",
                        "policy name",
                        "privacy domain"),
                rows);
    }

    private Result stage(Statement.Describe describe) {
        Stage stage = runner.names().requireStage(describe.name(), "READ");
        var rows = new ArrayList<List<@Nullable String>>();
        stage.format()
                .forEach(
                        (key, value) -> rows.add(Result.row("STAGE_FILE_FORMAT", key, "String", value.toString(), "")));
        return Result.texts(
                StatementKind.DESCRIBE,
                List.of("parent_property", "property", "property_type", "property_value", "property_default"),
                rows);
    }

    private Result schema(Statement.Describe describe) {
        String database = describe.name().size() == 2
                ? describe.name().parts().get(0)
                : String.valueOf(runner.session().database());
        Schema schema = runner.names().requireSchema(database, describe.name().last());
        var rows = new ArrayList<List<@Nullable String>>();
        for (Relation relation : schema.relations().values()) {
            if (runner.names().rights().sees(relation)) {
                rows.add(Result.row(
                        relation.createdAt().toString(),
                        relation.name().name(),
                        relation.word().toUpperCase(java.util.Locale.ROOT)));
            }
        }
        return Result.texts(StatementKind.DESCRIBE, List.of("created_on", "name", "kind"), rows);
    }

    /** The JSON in SHOW COLUMNS' data_type, which the driver parses. */
    static String dataTypeJson(Column column) {
        SnowType type = column.type();
        String nullable = ",\"nullable\":" + column.nullable();
        return switch (type.kind()) {
            case FIXED ->
                "{\"type\":\"FIXED\",\"precision\":" + type.precision() + ",\"scale\":" + type.scale() + nullable + "}";
            case TEXT ->
                "{\"type\":\"TEXT\",\"length\":" + type.length() + ",\"byteLength\":"
                        + Math.min(type.length() * 4, SnowType.MAX_TEXT) + nullable + ",\"fixed\":false}";
            case BINARY ->
                "{\"type\":\"BINARY\",\"length\":" + type.length() + ",\"byteLength\":" + type.length() + nullable
                        + ",\"fixed\":true}";
            case TIME, TIMESTAMP_NTZ, TIMESTAMP_LTZ, TIMESTAMP_TZ ->
                "{\"type\":\"" + type.kind() + "\",\"precision\":0,\"scale\":9" + nullable + "}";
            case REAL, BOOLEAN, DATE, VARIANT, OBJECT, ARRAY, UNKNOWN ->
                "{\"type\":\"" + type.kind() + "\"" + nullable + "}";
        };
    }
}
