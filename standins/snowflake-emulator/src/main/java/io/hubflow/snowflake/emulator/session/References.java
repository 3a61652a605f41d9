package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.Column;
import io.hubflow.snowflake.emulator.catalog.ObjectName;
import io.hubflow.snowflake.emulator.catalog.Relation;
import io.hubflow.snowflake.emulator.sql.Name;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.translate.Environment.VirtualTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The table functions that tell which policies and tags are set on the columns of a table or view
 * (docs.snowflake.com/en/sql-reference/functions/policy_references and tag_references_all_columns). Who may see what is not modelled:
 * here it is whoever sees the object.
 */
final class References {
    private static final Set<String> DOMAINS = Set.of("TABLE", "VIEW");

    private References() {}

    /** @param arguments by upper-cased name, or by position from "1" */
    static VirtualTable find(Name function, Map<String, String> arguments, Names names) {
        return switch (function.last()) {
            case "POLICY_REFERENCES" ->
                policies(relation(
                        argument(arguments, "REF_ENTITY_NAME"), argument(arguments, "REF_ENTITY_DOMAIN"), names));
            case "TAG_REFERENCES_ALL_COLUMNS" ->
                tags(relation(argument(arguments, "1"), argument(arguments, "2"), names));
            default -> throw SnowflakeError.unsupported("table function " + function);
        };
    }

    private static String argument(Map<String, String> arguments, String name) {
        String value = arguments.get(name);
        if (value == null) {
            throw SnowflakeError.unsupported("a table function without its argument " + name);
        }
        return value;
    }

    private static Relation relation(String written, String domain, Names names) {
        if (!DOMAINS.contains(Name.stored(domain))) {
            throw SnowflakeError.unsupported("references of a " + domain);
        }
        Name name = StageReference.parse("@" + written).stage();
        Relation relation = names.requireRelation(name, "SELECT");
        if (!names.rights().sees(relation)) {
            throw SnowflakeError.notFound("Object", name.toString());
        }
        return relation;
    }

    private static VirtualTable policies(Relation relation) {
        var rows = new ArrayList<List<@Nullable String>>();
        for (Column column : relation.columns()) {
            ObjectName policy = column.maskingPolicy();
            if (policy != null) {
                rows.add(Result.row(
                        policy.database(),
                        policy.schema(),
                        policy.name(),
                        "MASKING_POLICY",
                        relation.name().database(),
                        relation.name().schema(),
                        relation.name().name(),
                        relation.objectType(),
                        column.name(),
                        "ACTIVE"));
            }
        }
        return new VirtualTable(
                List.of(
                        "POLICY_DB",
                        "POLICY_SCHEMA",
                        "POLICY_NAME",
                        "POLICY_KIND",
                        "REF_DATABASE_NAME",
                        "REF_SCHEMA_NAME",
                        "REF_ENTITY_NAME",
                        "REF_ENTITY_DOMAIN",
                        "REF_COLUMN_NAME",
                        "POLICY_STATUS"),
                Set.of(),
                rows);
    }

    private static VirtualTable tags(Relation relation) {
        var rows = new ArrayList<List<@Nullable String>>();
        for (Column column : relation.columns()) {
            column.tags().forEach((tag, value) -> {
                List<String> parts = StageReference.parse("@" + tag).stage().parts();
                rows.add(Result.row(
                        parts.get(0),
                        parts.get(1),
                        parts.get(2),
                        value,
                        "COLUMN",
                        relation.name().database(),
                        relation.name().schema(),
                        relation.name().name(),
                        "COLUMN",
                        column.name()));
            });
        }
        return new VirtualTable(
                List.of(
                        "TAG_DATABASE",
                        "TAG_SCHEMA",
                        "TAG_NAME",
                        "TAG_VALUE",
                        "LEVEL",
                        "OBJECT_DATABASE",
                        "OBJECT_SCHEMA",
                        "OBJECT_NAME",
                        "DOMAIN",
                        "COLUMN_NAME"),
                Set.of(),
                rows);
    }
}
