package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.translate.Translated.Output;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** DuckDB's rows in the wire's text form: see "Result reply" in the protocol notes of this module's README. */
final class ResultReader {
    /** Rows of one result, which the emulator holds in memory. */
    private static final int MAX_ROWS = 1_000_000;

    private static final BigInteger BIAS_NANOS =
            BigInteger.valueOf(62_135_596_800L).multiply(BigInteger.valueOf(1_000_000_000L));
    private static final BigInteger SLOT = BigInteger.valueOf(4096);
    private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000L);

    private ResultReader() {}

    static List<List<@Nullable String>> read(ResultSet rows, List<Output> columns) throws SQLException {
        var all = new ArrayList<List<@Nullable String>>();
        while (rows.next()) {
            if (all.size() >= MAX_ROWS) {
                throw SnowflakeError.unsupported("a result of more than " + MAX_ROWS + " rows");
            }
            var row = new ArrayList<@Nullable String>(columns.size());
            for (int i = 0; i < columns.size(); i++) {
                row.add(value(rows, i + 1, columns.get(i).type()));
            }
            all.add(row);
        }
        return all;
    }

    static @Nullable String value(ResultSet rows, int index, SnowType type) throws SQLException {
        Object value = rows.getObject(index);
        if (value == null) {
            return null;
        }
        return switch (type.kind()) {
            case FIXED -> fixed(value, type.scale());
            case REAL -> real(((Number) value).doubleValue());
            case BOOLEAN -> (Boolean) value ? "1" : "0";
            case DATE -> Long.toString(rows.getObject(index, LocalDate.class).toEpochDay());
            case TIME -> time(rows.getObject(index, LocalTime.class));
            case TIMESTAMP_NTZ ->
                instant(rows.getObject(index, LocalDateTime.class).toInstant(ZoneOffset.UTC));
            case TIMESTAMP_LTZ -> instant(exactInstant(rows, index));
            case TIMESTAMP_TZ -> zoned((BigInteger) value);
            case BINARY -> binary((Blob) value);
            case TEXT, VARIANT, OBJECT, ARRAY, UNKNOWN -> rows.getString(index);
        };
    }

    /** By its microseconds: DuckDB's driver goes by this machine's zone otherwise, where one hour a year exists twice. */
    static Instant exactInstant(ResultSet rows, int index) throws SQLException {
        return Instant.EPOCH.plus(rows.getLong(index), ChronoUnit.MICROS);
    }

    private static String fixed(Object value, int scale) {
        BigDecimal number = value instanceof BigDecimal decimal ? decimal : new BigDecimal(value.toString());
        return number.setScale(scale, java.math.RoundingMode.HALF_UP).toPlainString();
    }

    private static String real(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        return Double.isNaN(value)
                ? "NaN"
                : Double.isInfinite(value) ? (value > 0 ? "inf" : "-inf") : Double.toString(value);
    }

    private static String time(LocalTime time) {
        return time.toSecondOfDay() + "." + nine(time.getNano());
    }

    static String instant(Instant instant) {
        // Negative instants: the fraction counts upwards from the floor, so that -0.5 s is written -1 + 0.5 as one
        // decimal.
        BigDecimal seconds = BigDecimal.valueOf(instant.getEpochSecond()).add(BigDecimal.valueOf(instant.getNano(), 9));
        return seconds.setScale(9, java.math.RoundingMode.UNNECESSARY).toPlainString();
    }

    private static String zoned(BigInteger stored) {
        return instant(instantOf(stored)) + " " + stored.mod(SLOT);
    }

    /** The instant in a stored TIMESTAMP_TZ, see {@link SnowType}. */
    static Instant instantOf(BigInteger stored) {
        BigInteger nanos = stored.divide(SLOT).subtract(BIAS_NANOS);
        BigInteger[] parts = nanos.divideAndRemainder(NANOS);
        return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact());
    }

    static int offsetMinutesOf(BigInteger stored) {
        return stored.mod(SLOT).intValueExact() - 1440;
    }

    private static String binary(Blob blob) throws SQLException {
        return HexFormat.of().withUpperCase().formatHex(blob.getBytes(1, (int) blob.length()));
    }

    private static String nine(int nanos) {
        return String.format("%09d", nanos);
    }
}
