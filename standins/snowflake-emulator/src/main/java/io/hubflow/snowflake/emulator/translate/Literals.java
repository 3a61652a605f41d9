package io.hubflow.snowflake.emulator.translate;

import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** DuckDB literals. */
final class Literals {
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");
    private static final BigInteger BIAS =
            BigInteger.valueOf(62_135_596_800L).multiply(BigInteger.valueOf(1_000_000_000L));

    private Literals() {}

    static String string(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    static String timestampNtz(Instant wallClockAsUtc) {
        return "TIMESTAMP '" + MICROS.format(LocalDateTime.ofInstant(wallClockAsUtc, ZoneOffset.UTC)) + "'";
    }

    static String timestampLtz(Instant instant) {
        return "TIMESTAMPTZ '" + MICROS.format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC)) + "+00'";
    }

    static String timestampTz(Instant instant, int offsetMinutes) {
        BigInteger nanos = BigInteger.valueOf(instant.getEpochSecond())
                .multiply(BigInteger.valueOf(1_000_000_000L))
                .add(BigInteger.valueOf(instant.getNano()));
        BigInteger stored =
                nanos.add(BIAS).multiply(BigInteger.valueOf(4096)).add(BigInteger.valueOf(offsetMinutes + 1440L));
        return "CAST('" + stored + "' AS HUGEINT)";
    }
}
