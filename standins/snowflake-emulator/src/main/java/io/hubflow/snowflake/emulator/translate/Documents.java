package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.catalog.SnowType.Kind;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Functions over VARIANT, OBJECT and ARRAY, which are DuckDB's JSON here. */
final class Documents {
    private final Conversions conversions;

    Documents(Conversions conversions) {
        this.conversions = conversions;
    }

    Typed parse(Functions.Call call) {
        Typed value = Functions.only(call);
        if (value.type().isSemiStructured()) {
            return value;
        }
        String text = conversions.text(value);
        String bad = call.name().startsWith("TRY") ? "CAST(NULL AS JSON)" : ValueErrors.raise("JSON", text);
        return Typed.of(
                "CASE WHEN " + text + " IS NULL THEN NULL WHEN json_valid(" + text + ") THEN json(" + text + ") ELSE "
                        + bad + " END",
                SnowType.VARIANT);
    }

    /** NULL values drop their key, unless KEEP_NULL. */
    Typed object(Functions.Call call) {
        var pairs = new ArrayList<String>();
        for (int i = 0; i + 1 < call.count(); i += 2) {
            pairs.add(call.argument(i).sql());
            pairs.add(conversions.json(call.argument(i + 1)));
        }
        String all = "json_object(" + String.join(", ", pairs) + ")";
        return Typed.of(
                call.name().endsWith("KEEP_NULL") ? all : "json_merge_patch('{}', " + all + ")", SnowType.OBJECT);
    }

    /** OBJECT_DELETE(object, key, …) (docs.snowflake.com/en/sql-reference/functions/object_delete); keys are constants here. */
    Typed delete(Functions.Call call) {
        if (call.argument(0).kind() != Kind.OBJECT) {
            throw SnowflakeError.unsupported("OBJECT_DELETE of anything but an OBJECT");
        }
        var removed = new ArrayList<String>();
        for (int i = 1; i < call.count(); i++) {
            removed.add("json_object(" + Literals.string(Functions.constantText(call.argument(i))) + ", NULL)");
        }
        return Typed.of(
                removed.stream()
                        .reduce(
                                call.argument(0).sql(),
                                (object, patch) -> "json_merge_patch(" + object + ", " + patch + ")"),
                SnowType.OBJECT);
    }

    Typed array(List<Typed> values) {
        return Typed.of("CAST([" + jsonList(values) + "] AS JSON)", SnowType.ARRAY);
    }

    private String jsonList(List<Typed> values) {
        return values.stream()
                .map(v -> "coalesce(" + conversions.json(v) + ", 'null'::JSON)")
                .collect(Collectors.joining(", "));
    }

    Typed get(Functions.Call call) {
        Typed base = call.argument(0);
        String key = call.argument(1).kind() == Kind.TEXT
                ? "'/' || " + call.argument(1).sql()
                : "'/' || CAST(" + call.argument(1).sql() + " AS VARCHAR)";
        if (call.name().equals("GET_PATH")) {
            throw SnowflakeError.unsupported("GET_PATH; write the path with a colon");
        }
        return Typed.document(
                () -> "json_extract(" + base.sql() + ", " + key + ")",
                () -> "json_extract_string(" + base.sql() + ", " + key + ")");
    }

    /**
     * TYPEOF's names of JSON values (docs.snowflake.com/en/sql-reference/functions/typeof); that a number of more than 38 digits is a
     * DOUBLE is unverified. A small number with an exponent is a DECIMAL here.
     */
    String typeOf(Typed value) {
        if (!value.type().isSemiStructured()) {
            throw SnowflakeError.unsupported("TYPEOF of " + value.type().display());
        }
        String digits = "CAST(" + value.sql() + " AS VARCHAR)";
        return "CASE WHEN " + value.sql() + " IS NULL THEN NULL ELSE CASE json_type(" + value.sql()
                + ") WHEN 'NULL' THEN 'NULL_VALUE' WHEN 'VARCHAR' THEN 'VARCHAR'"
                + " WHEN 'BOOLEAN' THEN 'BOOLEAN' WHEN 'OBJECT' THEN 'OBJECT' WHEN 'ARRAY' THEN 'ARRAY' ELSE CASE WHEN "
                + digits + " ILIKE '%e%' OR length(regexp_replace(" + digits
                + ", '[^0-9]', '', 'g')) > 38 THEN 'DOUBLE' WHEN contains(" + digits
                + ", '.') THEN 'DECIMAL' ELSE 'INTEGER' END END END";
    }
}
