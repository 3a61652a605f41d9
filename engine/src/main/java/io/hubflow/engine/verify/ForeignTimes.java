package io.hubflow.engine.verify;

import io.hubflow.engine.destination.Row;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Understands the times that other tools keep: instants, ISO text, and milliseconds since 1970; without a zone they are UTC. */
public final class ForeignTimes {
    private ForeignTimes() {}

    /** Milliseconds; {@link Row#NO_TIME} for null, absent for what is no time. */
    public static OptionalLong millis(@Nullable Object value) {
        return switch (value) {
            case null -> OptionalLong.of(Row.NO_TIME);
            case Instant instant -> OptionalLong.of(instant.toEpochMilli());
            case Number number -> OptionalLong.of(number.longValue());
            default -> parse(value.toString().strip());
        };
    }

    private static OptionalLong parse(String text) {
        if (text.isEmpty()) {
            return OptionalLong.of(Row.NO_TIME);
        }
        if (text.matches("\\d{10,16}")) {
            return OptionalLong.of(Long.parseLong(text));
        }
        var iso =
                text.length() > 10 && text.charAt(10) == ' ' ? text.substring(0, 10) + 'T' + text.substring(11) : text;
        try {
            return OptionalLong.of(OffsetDateTime.parse(iso.replaceAll(" ?([+-]\\d{2}):?(\\d{2})$", "$1:$2"))
                    .toInstant()
                    .toEpochMilli());
        } catch (DateTimeException withoutZone) {
            return local(iso.length() == 10 ? iso + "T00:00:00" : iso);
        }
    }

    private static OptionalLong local(String iso) {
        try {
            return OptionalLong.of(
                    LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC).toEpochMilli());
        } catch (DateTimeException noTime) {
            return OptionalLong.empty();
        }
    }

    /** Whether a column that says that a record is gone says so. */
    public static boolean isTrue(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean bool -> bool;
            default ->
                switch (value.toString().strip().toLowerCase(Locale.ROOT)) {
                    case "", "0", "f", "false", "no" -> false;
                    default -> true;
                };
        };
    }
}
