package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The bind values of a request: one row (a plain statement), many rows (an array bind), or a staged file of rows.
 *
 * @param types wire types by bind, e.g. {@code FIXED}, {@code TEXT}, {@code TIMESTAMP_LTZ}
 * @param rows values by row and bind, as the driver writes them
 * @param stagedRows a DuckDB table expression with columns b1, b2, … that stands for the rows; null when they are in {@code rows}
 */
public record BindValues(
        List<String> types,
        List<List<@Nullable String>> rows,
        boolean array,
        @Nullable String stagedRows) {
    /** No binds: describe requests and plain statements. */
    public static final BindValues NONE = new BindValues(List.of(), List.of(), false, null);

    private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000L);

    /** True when the statement runs once over many rows. */
    boolean tabular() {
        return array || stagedRows != null;
    }

    /** The value of the bind: a literal, or a column of the bind rows. */
    Typed value(int index) {
        if (index > types.size()) {
            return Typed.of("NULL", SnowType.UNKNOWN);
        }
        if (tabular()) {
            return Typed.of("b.b" + index, stagedRows != null ? SnowType.LONG_TEXT : typeOf(types.get(index - 1)));
        }
        return literal(types.get(index - 1), rows.get(0).get(index - 1));
    }

    /** The bind rows as something to select from. */
    String tableSql() {
        if (stagedRows != null) {
            return stagedRows;
        }
        var tuples = new ArrayList<String>();
        for (List<@Nullable String> row : rows) {
            var cells = new ArrayList<String>();
            for (int i = 0; i < types.size(); i++) {
                cells.add("CAST(" + literal(types.get(i), row.get(i)).sql() + " AS "
                        + typeOf(types.get(i)).storage() + ")");
            }
            tuples.add("(" + String.join(", ", cells) + ")");
        }
        String names = java.util.stream.IntStream.rangeClosed(1, types.size())
                .mapToObj(i -> "b" + i)
                .collect(Collectors.joining(", "));
        return "(VALUES " + String.join(", ", tuples) + ") AS b(" + names + ")";
    }

    private static SnowType typeOf(String wireType) {
        return switch (wireType) {
            case "FIXED" -> SnowType.fixed(38, 9);
            case "REAL" -> SnowType.REAL;
            case "BOOLEAN" -> SnowType.BOOLEAN;
            case "DATE" -> SnowType.DATE;
            case "TIMESTAMP_LTZ" -> SnowType.TIMESTAMP_LTZ;
            case "TIMESTAMP_NTZ" -> SnowType.TIMESTAMP_NTZ;
            case "TIMESTAMP_TZ" -> SnowType.TIMESTAMP_TZ;
            case "TEXT", "ANY" -> SnowType.LONG_TEXT;
            case "BINARY" -> new SnowType(SnowType.Kind.BINARY, 0, 0, 67_108_864);
            default -> throw SnowflakeError.unsupported("bind type " + wireType);
        };
    }

    private static Typed literal(String wireType, @Nullable String value) {
        if (value == null) {
            return Typed.of("NULL", SnowType.UNKNOWN);
        }
        SnowType type = typeOf(wireType);
        return switch (wireType) {
            case "FIXED" -> ExpressionTranslator.numeral(new BigDecimal(value));
            case "REAL" -> Typed.of("CAST(" + Literals.string(value) + " AS DOUBLE)", type);
            case "BOOLEAN" -> Typed.of(Boolean.parseBoolean(value) || value.equals("1") ? "TRUE" : "FALSE", type);
            case "DATE" ->
                Typed.of(
                        "DATE '" + LocalDate.ofEpochDay(Math.floorDiv(Long.parseLong(value), 86_400_000L)) + "'", type);
            case "TIMESTAMP_LTZ" -> Typed.of(Literals.timestampLtz(nanos(value)), type);
            case "TIMESTAMP_NTZ" -> Typed.of(Literals.timestampNtz(nanos(value)), type);
            case "TIMESTAMP_TZ" -> {
                String[] words = value.split(" ");
                yield Typed.of(Literals.timestampTz(nanos(words[0]), Integer.parseInt(words[1]) - 1440), type);
            }
            case "BINARY" -> Typed.of("unhex(" + Literals.string(value) + ")", type);
            default -> Typed.of(Literals.string(value), SnowType.text(Math.max(1, value.length())));
        };
    }

    private static Instant nanos(String value) {
        BigInteger[] parts = new BigInteger(value).divideAndRemainder(NANOS);
        return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact());
    }
}
