package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.catalog.SnowType.Kind;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The functions that the emulator knows, by name. Any other is refused as unsupported. */
final class Functions {
    private final Environment environment;
    private final Conversions conversions;
    private final Numbers numbers;
    private final Documents documents;

    Functions(Environment environment, Conversions conversions) {
        this.environment = environment;
        this.conversions = conversions;
        this.numbers = new Numbers(conversions);
        this.documents = new Documents(conversions);
    }

    Numbers numbers() {
        return numbers;
    }

    /**
     * A call with its arguments translated.
     *
     * @param over the OVER clause with a leading blank, or empty
     */
    record Call(String name, List<Typed> arguments, boolean star, boolean distinct, String over, List<String> within) {
        Typed argument(int index) {
            if (index >= arguments.size()) {
                throw new SnowflakeError(
                        938,
                        "22023",
                        "SQL compilation error:\nnot enough arguments for function [" + name + "], got "
                                + arguments.size());
            }
            return arguments.get(index);
        }

        int count() {
            return arguments.size();
        }
    }

    Typed call(Call call) {
        if (Aggregates.include(call.name())) {
            return new Aggregates(conversions, numbers).call(call);
        }
        if (call.distinct() || call.star() || !call.over().isEmpty()) {
            throw SnowflakeError.unsupported("function " + call.name() + " with DISTINCT, * or OVER");
        }
        return switch (call.name()) {
            case "COALESCE", "NVL", "IFNULL" -> coalesce(call.arguments());
            case "NVL2" -> choose("(" + call.argument(0).sql() + ") IS NOT NULL", call.argument(1), call.argument(2));
            case "IFF" -> choose(conversions.condition(call.argument(0)), call.argument(1), call.argument(2));
            case "NULLIF" -> nullIf(call.argument(0), call.argument(1));
            case "ZEROIFNULL" -> coalesce(List.of(call.argument(0), Typed.of("0", SnowType.fixed(1, 0))));
            case "EQUAL_NULL" -> same(call.argument(0), call.argument(1));
            case "GREATEST", "LEAST" -> extreme(call);
            case "TRY_TO_NUMBER", "TRY_TO_DECIMAL", "TRY_TO_NUMERIC" ->
                conversions.tryCast(call.argument(0), numberType(call));
            case "TO_NUMBER", "TO_DECIMAL", "TO_NUMERIC" -> conversions.cast(call.argument(0), numberType(call));
            case "TRY_TO_DOUBLE" -> conversions.tryCast(only(call), SnowType.REAL);
            case "TO_DOUBLE" -> conversions.cast(only(call), SnowType.REAL);
            case "TRY_TO_BOOLEAN" -> conversions.tryCast(only(call), SnowType.BOOLEAN);
            case "TO_BOOLEAN" -> conversions.cast(only(call), SnowType.BOOLEAN);
            case "TRY_TO_DATE" -> conversions.tryCast(only(call), SnowType.DATE);
            case "TO_DATE", "DATE" -> conversions.cast(only(call), SnowType.DATE);
            case "TRY_TO_TIMESTAMP" -> conversions.tryCast(only(call), SnowType.simple(environment.timestampMapping()));
            case "TRY_TO_TIMESTAMP_TZ" -> conversions.tryCast(only(call), SnowType.TIMESTAMP_TZ);
            case "TRY_TO_TIMESTAMP_NTZ" -> conversions.tryCast(only(call), SnowType.TIMESTAMP_NTZ);
            case "TRY_TO_TIMESTAMP_LTZ" -> conversions.tryCast(only(call), SnowType.TIMESTAMP_LTZ);
            case "TO_TIMESTAMP" -> timestamp(call, SnowType.simple(environment.timestampMapping()));
            case "TO_TIMESTAMP_TZ" -> timestamp(call, SnowType.TIMESTAMP_TZ);
            case "TO_TIMESTAMP_NTZ" -> timestamp(call, SnowType.TIMESTAMP_NTZ);
            case "TO_TIMESTAMP_LTZ" -> timestamp(call, SnowType.TIMESTAMP_LTZ);
            case "TO_VARCHAR", "TO_CHAR" ->
                call.count() == 2
                        ? TextFormats.text(call.argument(0), call.argument(1), conversions)
                        : Typed.of(conversions.text(only(call)), SnowType.LONG_TEXT);
            case "TO_BINARY" -> conversions.cast(only(call), SnowType.simple(Kind.BINARY));
            case "PARSE_JSON", "TRY_PARSE_JSON" -> documents.parse(call);
            case "TO_JSON" -> Typed.of("CAST(" + conversions.json(only(call)) + " AS VARCHAR)", SnowType.LONG_TEXT);
            case "TO_VARIANT", "TO_OBJECT", "TO_ARRAY" ->
                Typed.of(
                        conversions.json(only(call)),
                        SnowType.simple(Kind.valueOf(call.name().substring(3))));
            case "OBJECT_CONSTRUCT", "OBJECT_CONSTRUCT_KEEP_NULL" -> documents.object(call);
            case "OBJECT_DELETE" -> documents.delete(call);
            case "ARRAY_CONSTRUCT" -> documents.array(call.arguments());
            case "GET", "GET_PATH" -> documents.get(call);
            case "ARRAY_SIZE" -> integer("CAST(json_array_length(" + only(call).sql() + ") AS BIGINT)");
            case "OBJECT_KEYS" -> Typed.of("to_json(json_keys(" + only(call).sql() + "))", SnowType.ARRAY);
            case "TYPEOF" -> Typed.of(documents.typeOf(only(call)), SnowType.TEXT);
            case "IS_ROLE_IN_SESSION" ->
                Typed.of(environment.isRoleInSession(constantText(only(call))) ? "TRUE" : "FALSE", SnowType.BOOLEAN);
            case "IS_NULL_VALUE" -> Typed.of("(json_type(" + only(call).sql() + ") = 'NULL')", SnowType.BOOLEAN);
            case "CURRENT_TIMESTAMP", "LOCALTIMESTAMP", "GETDATE", "SYSTIMESTAMP" ->
                Typed.of(Literals.timestampLtz(environment.now()), SnowType.TIMESTAMP_LTZ);
            case "SYSDATE" -> Typed.of(Literals.timestampNtz(environment.now()), SnowType.TIMESTAMP_NTZ);
            case "CURRENT_DATE" ->
                conversions.cast(
                        Typed.of(Literals.timestampLtz(environment.now()), SnowType.TIMESTAMP_LTZ), SnowType.DATE);
            case "CONVERT_TIMEZONE" -> convertTimezone(call);
            case "DATEDIFF", "TIMESTAMPDIFF", "DATEADD", "TIMESTAMPADD", "DATE_PART", "DATE_TRUNC" ->
                Dates.call(call, conversions);
            case "CONCAT" -> concat(call.arguments());
            case "MD5", "MD5_HEX" -> Typed.of("md5(" + conversions.text(only(call)) + ")", SnowType.text(32));
            case "SHA2", "SHA2_HEX" -> sha2(call);
            case "SHA1", "SHA1_HEX" -> Typed.of("sha1(" + conversions.text(only(call)) + ")", SnowType.text(40));
            case "HASH" -> hash(call);
            case "ABS", "ROUND", "FLOOR", "CEIL", "TRUNC", "SIGN" -> numbers.rounding(call);
            case "MOD" -> numbers.arithmetic("%", call.argument(0), call.argument(1));
            case "DIV0" -> numbers.div0(call);
            default ->
                Texts.call(call, conversions)
                        .or(() -> fact(call))
                        .orElseThrow(() -> SnowflakeError.unsupported("function " + call.name()));
        };
    }

    private Optional<Typed> fact(Call call) {
        return call.count() > 0
                ? Optional.empty()
                : environment
                        .fact(call.name())
                        .map(fact -> Typed.of(
                                fact.value() == null ? "CAST(NULL AS VARCHAR)" : Literals.string(fact.value()),
                                SnowType.TEXT));
    }

    static Typed only(Call call) {
        if (call.count() > 1) {
            throw SnowflakeError.unsupported("function " + call.name() + " with a format or other further arguments");
        }
        return call.argument(0);
    }

    static Typed integer(String sql) {
        return Typed.of(sql, SnowType.fixed(18, 0));
    }

    /** The value converted to the common type of several, without a check when it already is of the family. */
    String to(Typed value, SnowType common) {
        boolean alike = value.kind() == common.kind()
                && (common.kind() != Kind.FIXED || value.type().equals(common));
        if (alike || common.kind() == Kind.UNKNOWN) {
            return value.sql();
        }
        return common.isSemiStructured()
                ? conversions.json(value)
                : conversions.cast(value, common).sql();
    }

    private Typed coalesce(List<Typed> values) {
        SnowType common = Conversions.common(values.stream().map(Typed::type).toList());
        return Typed.of(
                "coalesce(" + values.stream().map(v -> to(v, common)).collect(Collectors.joining(", ")) + ")", common);
    }

    private Typed choose(String condition, Typed then, Typed otherwise) {
        SnowType common = Conversions.common(then.type(), otherwise.type());
        return Typed.of(
                "CASE WHEN " + condition + " THEN " + to(then, common) + " ELSE " + to(otherwise, common) + " END",
                common);
    }

    private Typed nullIf(Typed value, Typed other) {
        SnowType common = Conversions.common(value.type(), other.type());
        if (common.isSemiStructured()) {
            return Typed.of(
                    "CASE WHEN CAST(" + to(value, common) + " AS VARCHAR) = CAST(" + to(other, common)
                            + " AS VARCHAR) THEN NULL ELSE " + value.sql() + " END",
                    value.type());
        }
        String left = Conversions.comparable(Typed.of(to(value, common), common));
        String right = Conversions.comparable(Typed.of(to(other, common), common));
        return Typed.of("CASE WHEN " + left + " = " + right + " THEN NULL ELSE " + value.sql() + " END", value.type());
    }

    private Typed same(Typed left, Typed right) {
        SnowType common = Conversions.common(left.type(), right.type());
        String a = Conversions.comparable(Typed.of(to(left, common), common));
        String b = Conversions.comparable(Typed.of(to(right, common), common));
        return common.isSemiStructured()
                ? Typed.of(
                        "(CAST(" + a + " AS VARCHAR) IS NOT DISTINCT FROM CAST(" + b + " AS VARCHAR))",
                        SnowType.BOOLEAN)
                : Typed.of("(" + a + " IS NOT DISTINCT FROM " + b + ")", SnowType.BOOLEAN);
    }

    /** GREATEST and LEAST are NULL when any argument is, in Snowflake but not in DuckDB. */
    private Typed extreme(Call call) {
        SnowType common =
                Conversions.common(call.arguments().stream().map(Typed::type).toList());
        List<String> values = call.arguments().stream().map(v -> to(v, common)).toList();
        String anyNull = values.stream().map(v -> v + " IS NULL").collect(Collectors.joining(" OR "));
        return Typed.of(
                "CASE WHEN " + anyNull + " THEN NULL ELSE " + call.name() + "(" + String.join(", ", values) + ") END",
                common);
    }

    /** TO_NUMBER(x [, precision [, scale]]): scale 0 unless said otherwise, so '1.5' becomes 2. */
    private static SnowType numberType(Call call) {
        if (call.count() > 1 && call.argument(1).kind() == Kind.TEXT) {
            throw SnowflakeError.unsupported("function " + call.name() + " with a format");
        }
        int precision = call.count() > 1 ? constant(call.argument(1)) : 38;
        int scale = call.count() > 2 ? constant(call.argument(2)) : 0;
        return SnowType.fixed(precision, scale);
    }

    static int constant(Typed value) {
        try {
            return Integer.parseInt(value.sql());
        } catch (NumberFormatException e) {
            throw SnowflakeError.unsupported("an argument that is not a constant number: " + value.sql());
        }
    }

    static String constantText(Typed value) {
        String sql = value.sql();
        if (!sql.startsWith("'") || !sql.endsWith("'")) {
            throw SnowflakeError.unsupported("an argument that is not a constant text: " + sql);
        }
        return sql.substring(1, sql.length() - 1).replace("''", "'");
    }

    private Typed timestamp(Call call, SnowType type) {
        Typed value = call.argument(0);
        if (call.count() == 1) {
            return conversions.cast(value, type);
        }
        if (value.kind() != Kind.FIXED) {
            throw SnowflakeError.unsupported("function " + call.name() + " with a format");
        }
        int scale = constant(call.argument(1));
        String micros = scale <= 6
                ? "CAST(" + value.sql() + " AS BIGINT) * " + (long) Math.pow(10, 6 - scale)
                : "CAST(" + value.sql() + " AS BIGINT) // " + (long) Math.pow(10, scale - 6);
        return switch (type.kind()) {
            case TIMESTAMP_TZ -> Typed.of("sf_tz_make(" + micros + ", 0)", type);
            case TIMESTAMP_LTZ -> Typed.of("sf_ltz(" + micros + ")", type);
            default -> Typed.of("make_timestamp(" + micros + ")", type);
        };
    }

    private Typed convertTimezone(Call call) {
        if (call.count() != 2 || !call.argument(0).sql().equalsIgnoreCase("'UTC'")) {
            throw SnowflakeError.unsupported("CONVERT_TIMEZONE other than ('UTC', instant)");
        }
        Typed instant = conversions.cast(call.argument(1), SnowType.TIMESTAMP_TZ);
        return Typed.of("sf_tz_make(sf_tz_us(" + instant.sql() + "), 0)", SnowType.TIMESTAMP_TZ);
    }

    private Typed sha2(Call call) {
        if (call.count() > 1 && constant(call.argument(1)) != 256) {
            throw SnowflakeError.unsupported("SHA2 of " + call.argument(1).sql() + " bits");
        }
        return Typed.of("sha256(" + conversions.text(call.argument(0)) + ")", SnowType.text(64));
    }

    /** Equal values hash alike, as in Snowflake; the numbers are not Snowflake's. */
    private Typed hash(Call call) {
        String all = call.arguments().stream()
                .map(Conversions::comparable)
                .map(s -> "hash(" + s + ")")
                .collect(Collectors.joining(", "));
        return Typed.of(
                "CAST(CAST(hash(" + all + ") AS HUGEINT) - 9223372036854775808 AS BIGINT)", SnowType.fixed(19, 0));
    }

    Typed concat(List<Typed> values) {
        return Typed.of(
                "(" + values.stream().map(conversions::text).collect(Collectors.joining(" || ")) + ")",
                SnowType.LONG_TEXT);
    }
}
