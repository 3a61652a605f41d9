package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.catalog.SnowType.Kind;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.util.Locale;
import java.util.Map;

/** DATEADD, DATEDIFF, DATE_PART and DATE_TRUNC. Their first argument is a part, written as a word or a string. */
final class Dates {
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final Map<String, Long> FIXED_MICROS = Map.of(
            "MICROSECOND", 1L,
            "MILLISECOND", 1_000L,
            "SECOND", 1_000_000L,
            "MINUTE", 60_000_000L,
            "HOUR", 3_600_000_000L,
            "DAY", DAY_MICROS,
            "WEEK", 604_800_000_000L);

    private Dates() {}

    /** The translator hands the part over as text, quoted or not in the statement. */
    static Typed call(Functions.Call call, Conversions conversions) {
        String part =
                call.argument(0).sql().replace("'", "").toUpperCase(Locale.ROOT).replaceFirst("S$", "");
        return switch (call.name()) {
            case "DATEDIFF", "TIMESTAMPDIFF" ->
                Functions.integer("date_diff(" + Literals.string(part) + ", " + utc(call.argument(1), conversions)
                        + ", " + utc(call.argument(2), conversions) + ")");
            case "DATEADD", "TIMESTAMPADD" -> add(part, call.argument(1), call.argument(2), conversions);
            case "DATE_PART" -> part(part, call.argument(1), conversions);
            default -> throw SnowflakeError.unsupported("function " + call.name());
        };
    }

    /** Instants are compared as such; a difference of wall clocks with unlike offsets would mean nothing. */
    private static String utc(Typed value, Conversions conversions) {
        if (value.kind() == Kind.TIMESTAMP_TZ) {
            return "make_timestamp(sf_tz_us(" + value.sql() + "))";
        }
        return conversions
                .cast(asTime(value, conversions), SnowType.TIMESTAMP_NTZ)
                .sql();
    }

    private static Typed asTime(Typed value, Conversions conversions) {
        return value.kind() == Kind.TEXT ? conversions.cast(value, SnowType.TIMESTAMP_NTZ) : value;
    }

    private static Typed add(String part, Typed amount, Typed to, Conversions conversions) {
        Long micros = FIXED_MICROS.get(part);
        if (micros == null) {
            throw SnowflakeError.unsupported("DATEADD of " + part);
        }
        Typed time = asTime(to, conversions);
        String delta = "CAST(" + amount.sql() + " AS BIGINT) * " + micros;
        return switch (time.kind()) {
            case TIMESTAMP_TZ ->
                Typed.of("(" + time.sql() + " + CAST(" + delta + " AS HUGEINT) * 4096000)", time.type());
            case TIMESTAMP_LTZ -> Typed.of("sf_ltz(epoch_us(" + time.sql() + ") + " + delta + ")", time.type());
            case DATE ->
                micros >= DAY_MICROS
                        ? Typed.of(
                                "CAST(make_timestamp(epoch_us(" + time.sql() + ") + " + delta + ") AS DATE)",
                                SnowType.DATE)
                        : Typed.of(
                                "make_timestamp(epoch_us(" + time.sql() + ") + " + delta + ")", SnowType.TIMESTAMP_NTZ);
            default -> Typed.of("make_timestamp(epoch_us(" + time.sql() + ") + " + delta + ")", SnowType.TIMESTAMP_NTZ);
        };
    }

    private static Typed part(String part, Typed value, Conversions conversions) {
        if (part.startsWith("EPOCH")) {
            Typed instant = conversions.cast(value, SnowType.TIMESTAMP_TZ);
            long divisor = switch (part) {
                case "EPOCH", "EPOCH_SECOND" -> 1_000_000L;
                case "EPOCH_MILLISECOND" -> 1_000L;
                case "EPOCH_MICROSECOND" -> 1L;
                default -> throw SnowflakeError.unsupported("DATE_PART " + part);
            };
            return Functions.integer("(sf_tz_us(" + instant.sql() + ") // " + divisor + ")");
        }
        return Functions.integer("date_part(" + Literals.string(part) + ", "
                + conversions
                        .cast(asTime(value, conversions), SnowType.TIMESTAMP_NTZ)
                        .sql() + ")");
    }
}
