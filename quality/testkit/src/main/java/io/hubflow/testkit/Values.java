package io.hubflow.testkit;

import io.hubflow.engine.destination.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Seeded values of every column type, with the extremes among them: one seed gives the same values each time. */
public final class Values {
    private static final List<String> TEXTS = List.of(
            " ",
            "a",
            "twelve bytes",
            "thirteen byte",
            "quote ' \" ` \\ ; -- $1 %s {}",
            "line one\nline two\r\nline three\ttab",
            "NUL \u0000 inside",
            "emoji 👩‍👩‍👧‍👦 🏳️‍🌈 and 漢字, ß, é, e\u0301",
            "right to left: שלום, مرحبا",
            "null",
            "\\N",
            "1e6",
            "x".repeat(65_536));

    private static final List<BigDecimal> DECIMALS = List.of(
            BigDecimal.ZERO,
            new BigDecimal("-0.000000001"),
            new BigDecimal("0.1"),
            new BigDecimal("1E+6"),
            new BigDecimal("9223372036.854775807"),
            new BigDecimal("9223372036.854775808"),
            new BigDecimal("-9223372036.854775809"),
            new BigDecimal("99999999999999999999999999999.999999999"),
            new BigDecimal("-99999999999999999999999999999.999999999"),
            new BigDecimal("18446744073709551616"));

    private static final List<Long> LONGS = List.of(0L, -1L, 12345678901234567L, Long.MAX_VALUE, Long.MIN_VALUE);

    private static final List<LocalDate> DATES = List.of(
            LocalDate.of(1970, 1, 1),
            LocalDate.of(1969, 12, 31),
            LocalDate.of(2024, 2, 29),
            LocalDate.of(1582, 10, 10),
            LocalDate.of(1, 1, 1),
            LocalDate.of(9999, 12, 31));

    private static final List<Instant> INSTANTS = List.of(
            Instant.EPOCH,
            Instant.parse("1969-12-31T23:59:59.999Z"),
            Instant.parse("2024-03-31T01:30:00.001Z"),
            Instant.parse("0001-01-01T00:00:00Z"),
            Instant.parse("9999-12-31T23:59:59.999Z"));

    private static final List<String> JSONS =
            List.of("{}", "[]", "null", "\"text\"", "-1.5e3", "{\"a\": {\"b\": [1, 2, null, \"\\u0000 👍\"]}}", "true");

    private final Random random;

    public Values(long seed) {
        random = new Random(seed);
    }

    /** The values at the edges of a type. */
    public static List<?> extremes(ColumnType type) {
        return switch (type) {
            case VARCHAR -> TEXTS;
            case DECIMAL -> DECIMALS;
            case BIGINT -> LONGS;
            case BOOLEAN -> List.of(true, false);
            case DATE -> DATES;
            case TIMESTAMP -> INSTANTS;
            case JSON -> JSONS;
        };
    }

    /** A value of the type, null in one of five, an extreme in another of ten. */
    public @Nullable Object next(ColumnType type) {
        if (random.nextInt(5) == 0) {
            return null;
        }
        if (random.nextInt(10) == 0) {
            var extremes = extremes(type);
            return extremes.get(random.nextInt(extremes.size()));
        }
        return usual(type);
    }

    public List<@Nullable Object> row(List<ColumnType> types) {
        return Arrays.asList(types.stream().map(this::next).toArray());
    }

    public long nextLong(long bound) {
        return random.nextLong(bound);
    }

    private Object usual(ColumnType type) {
        return switch (type) {
            case VARCHAR -> text();
            case DECIMAL -> new BigDecimal(new BigInteger(random.nextInt(1, 97), random), random.nextInt(10));
            case BIGINT -> random.nextLong();
            case BOOLEAN -> random.nextBoolean();
            case DATE -> LocalDate.ofEpochDay(random.nextInt(-20_000, 40_000));
            case TIMESTAMP -> Instant.ofEpochMilli(random.nextLong(-1_000_000_000_000L, 4_000_000_000_000L));
            case JSON -> "{\"n\": " + random.nextInt() + "}";
        };
    }

    private String text() {
        var length = random.nextInt(1, 30);
        var text = new StringBuilder(length);
        for (var i = 0; i < length; i++) {
            text.appendCodePoint('a' + random.nextInt(26));
        }
        return text.toString();
    }
}
