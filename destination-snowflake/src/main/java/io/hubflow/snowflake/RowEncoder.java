package io.hubflow.snowflake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.destination.WireText;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as NDJSON lines: the system columns under short keys, the properties under {@code p} by HubSpot's name, lower-cased,
 * and in HubSpot's wire form, absent when null.
 *
 * <p>A value that the column could not take would stop the whole load, so it is checked here and goes to {@code _unparsed}
 * instead. Not thread-safe.
 */
final class RowEncoder {
    /** What a VARCHAR column without a length holds in every account (docs.snowflake.com bcr-1942, bcr-2118). */
    static final int MAX_VARCHAR_BYTES = 16_777_216;
    /** {@code _UNPARSED} is a VARIANT, at most 128 MB (same source); the rest of the row needs some of that. */
    static final int MAX_UNPARSED_BYTES = 100_000_000;
    /** NUMBER(38,9) keeps 29 digits before the point. */
    private static final int MAX_INTEGER_DIGITS = 29;

    /**
     * Years that are read back as they were written; Snowflake itself advises 1582 to 9999 (docs.snowflake.com
     * sql-reference/data-types-datetime), what it does with earlier ones is unverified.
     */
    private static final int FIRST_YEAR = 1;

    private static final int LAST_YEAR = 9999;
    private static final long FIRST_MILLIS =
            Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();
    private static final long LAST_MILLIS =
            Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
    private static final DateTimeFormatter INSTANT_MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final TableSchema schema;
    private final ColumnType[] types;
    private final byte[][] keys;
    private final StringBuilder misfits = new StringBuilder();

    RowEncoder(TableSchema schema) {
        this.schema = schema;
        int columns = schema.columns().size();
        this.types = new ColumnType[columns];
        this.keys = new byte[columns][];
        for (int i = 0; i < columns; i++) {
            types[i] = schema.columns().get(i).type();
            keys[i] = key(WarehouseTable.key(schema.columns().get(i).name()));
        }
    }

    private static byte[] key(String name) {
        var line = new JsonLine().text(name);
        var out = new java.io.ByteArrayOutputStream();
        try {
            line.raw(":").writeTo(out);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * Adds the row's line, line break included.
     *
     * @throws IllegalArgumentException when a value is not of its column's class or has too many digits
     */
    void encode(Row row, JsonLine line) {
        if (row.valueCount() != types.length) {
            throw new IllegalArgumentException(
                    "row of " + row.valueCount() + " values for " + types.length + " columns of " + schema.table());
        }
        misfits.setLength(0);
        line.raw("{\"id\":").number(row.id());
        time(line, ",\"c\":", row.createdAtMillis());
        time(line, ",\"u\":", row.updatedAtMillis());
        line.raw(",\"a\":").raw(row.archived() ? TRUE : FALSE);
        time(line, ",\"x\":", row.archivedAtMillis());
        time(line, ",\"r\":", row.readAtMillis());
        version(line, row);
        line.raw(",\"h\":").number(row.contentHash()).raw(",\"p\":{");
        boolean first = true;
        for (int i = 0; i < keys.length; i++) {
            var value = row.value(i);
            if (value != null && fits(i, value)) {
                if (!first) {
                    line.raw(",");
                }
                first = false;
                line.raw(keys[i]);
                write(line, types[i], value);
            }
        }
        line.raw("}");
        var unparsed = unparsed(row.unparsedJson());
        if (unparsed != null) {
            line.raw(",\"n\":").embedded(unparsed);
        }
        line.raw("}\n");
    }

    /** Adds the line of a record that has departed: its marks, without values. */
    static void encodeDeparture(Row row, JsonLine line) {
        line.raw("{\"id\":").number(row.id());
        time(line, ",\"d\":", row.deletedAtMillis());
        if (row.isOutOfScope()) {
            line.raw(",\"o\":true");
        } else if (row.mergedInto() != Row.NOT_MERGED) {
            line.raw(",\"m\":").number(row.mergedInto());
        }
        time(line, ",\"r\":", row.readAtMillis());
        version(line, row);
        line.raw(",\"h\":").number(row.contentHash()).raw("}\n");
    }

    private static void version(JsonLine line, Row row) {
        var micros = row.versionMicros();
        var sinceUpdate = row.updatedAtMillis() != Row.NO_TIME && micros == row.updatedAtMillis() * 1_000;
        if (micros != Row.NO_TIME && !sinceUpdate) {
            var time = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
            line.raw(",\"v\":\"").raw(INSTANT_MICROS.format(time)).raw("\"");
        }
    }

    private static void time(JsonLine line, String key, long millis) {
        if (millis != Row.NO_TIME && millis >= FIRST_MILLIS && millis <= LAST_MILLIS) {
            line.raw(key)
                    .raw("\"")
                    .raw(WireText.of(Instant.ofEpochMilli(millis)))
                    .raw("\"");
        }
    }

    private boolean fits(int column, Object value) {
        requireClass(column, value);
        boolean fits = switch (types[column]) {
            case VARCHAR -> fitsVarchar((String) value);
            case DECIMAL, BIGINT, BOOLEAN -> true;
            case DATE -> fitsYear(((LocalDate) value).getYear());
            case TIMESTAMP ->
                fitsYear(((Instant) value).atOffset(ZoneOffset.UTC).getYear());
            case JSON -> fitsVarchar((String) value) && isJson((String) value);
        };
        if (!fits) {
            misfit(schema.columns().get(column).name(), value.toString());
        }
        return fits;
    }

    private void requireClass(int column, Object value) {
        boolean right = switch (types[column]) {
            case VARCHAR, JSON -> value instanceof String;
            case DECIMAL -> value instanceof BigDecimal number && fitsDecimal(number);
            case BIGINT -> value instanceof Long;
            case BOOLEAN -> value instanceof Boolean;
            case DATE -> value instanceof LocalDate;
            case TIMESTAMP -> value instanceof Instant;
        };
        if (!right) {
            throw new IllegalArgumentException("a " + value.getClass().getSimpleName() + " is no " + types[column]
                    + " for column " + schema.columns().get(column).name() + " of " + schema.table());
        }
    }

    private static boolean fitsVarchar(String text) {
        return text.length() <= MAX_VARCHAR_BYTES / 4
                || text.length() <= MAX_VARCHAR_BYTES
                        && text.getBytes(StandardCharsets.UTF_8).length <= MAX_VARCHAR_BYTES;
    }

    private static boolean fitsDecimal(BigDecimal number) {
        return number.stripTrailingZeros().scale() <= 9 && number.precision() - number.scale() <= MAX_INTEGER_DIGITS;
    }

    private static boolean fitsYear(int year) {
        return year >= FIRST_YEAR && year <= LAST_YEAR;
    }

    /** Snowflake's PARSE_JSON refuses doubled keys too (docs.snowflake.com sql-reference/functions/parse_json). */
    private static boolean isJson(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private void misfit(String name, String text) {
        misfits.append(misfits.isEmpty() ? "" : ",");
        Json.quote(misfits, name).append(':');
        if (misfits.length() + (long) text.length() * 2 <= MAX_UNPARSED_BYTES) {
            Json.quote(misfits, text);
        } else {
            Json.quote(misfits, "too long to keep: " + text.length() + " characters");
        }
    }

    private @Nullable String unparsed(@Nullable String given) {
        if (misfits.isEmpty()) {
            return given;
        }
        if (given == null) {
            return "{" + misfits + "}";
        }
        var open = given.strip();
        var inner = open.substring(1, open.length() - 1).strip();
        return inner.isEmpty() ? "{" + misfits + "}" : "{" + inner + "," + misfits + "}";
    }

    private static void write(JsonLine line, ColumnType type, Object value) {
        switch (type) {
            case VARCHAR, JSON -> line.text((String) value);
            case DECIMAL -> line.raw("\"").raw(WireText.of(value)).raw("\"");
            case BIGINT -> line.raw("\"").number((Long) value).raw("\"");
            case BOOLEAN -> line.raw((Boolean) value ? TRUE : FALSE);
            case DATE -> line.raw("\"").raw(value.toString()).raw("\"");
            case TIMESTAMP -> line.raw("\"").raw(WireText.of(value)).raw("\"");
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A line of a small table: one key for each column, {@code c0}, {@code c1}… */
    static void encode(List<@Nullable Object> values, JsonLine line) {
        line.raw("{");
        boolean first = true;
        for (int i = 0; i < values.size(); i++) {
            var value = values.get(i);
            if (value != null) {
                line.raw(first ? "" : ",").raw("\"c" + i + "\":");
                first = false;
                switch (value) {
                    case String text -> line.text(text);
                    case BigDecimal number ->
                        line.raw("\"").raw(WireText.of(number)).raw("\"");
                    case Boolean truth -> line.raw(truth ? TRUE : FALSE);
                    case Instant instant ->
                        line.raw("\"").raw(WireText.of(instant)).raw("\"");
                    default -> line.text(value.toString());
                }
            }
        }
        line.raw("}\n");
    }
}
