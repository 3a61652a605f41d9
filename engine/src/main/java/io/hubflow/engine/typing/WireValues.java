package io.hubflow.engine.typing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.UnparsedValues;
import io.hubflow.engine.destination.WireText;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Turns HubSpot's wire text into a column's value (forms: reference §6). Never throws for bad text: what does not fit
 * becomes {@link #UNFIT}, and a number that fits only nearly becomes a {@link Nearest}.
 */
final class WireValues {
    /** The text is no value of the column's type. */
    static final Object UNFIT = new Object();

    /** Text that not every database keeps. */
    static final Object UNSTORABLE = new Object();

    /** A value as near as the column's type allows. */
    record Nearest(Object value) {}

    static final int DECIMALS = 9;
    static final int INTEGER_DIGITS = 29;
    /** A longer number is not parsed: reading n digits costs n². */
    private static final int MAX_NUMBER_LENGTH = 1_000;
    /** As many digits as a long surely holds. */
    private static final int LONG_DIGITS = 18;

    private static final JsonFactory JSON = new JsonFactory();

    private WireValues() {}

    static Object parse(ColumnType type, String wire) {
        return switch (type) {
            case VARCHAR -> UnparsedValues.isStorable(wire) ? wire : UNSTORABLE;
            case DECIMAL -> decimal(wire);
            case BIGINT -> integer(wire);
            case BOOLEAN -> bool(wire);
            case DATE -> PropertyTimes.date(wire);
            case TIMESTAMP -> PropertyTimes.timestamp(wire);
            case JSON -> isJson(wire) ? wire : UNFIT;
        };
    }

    /**
     * The text of a value that HubSpot calls a number, a time or a truth value, in a column that has become text: the form
     * that a destination gives to the rows that were there when it was widened. Other text stays as it is.
     */
    static String text(ColumnType given, String wire) {
        return switch (given) {
            case DECIMAL, BIGINT -> plainNumber(wire);
            case BOOLEAN, DATE -> {
                var value = parse(given, wire);
                yield value == UNFIT ? wire : value.toString();
            }
            case TIMESTAMP -> parse(given, wire) instanceof Instant instant ? WireText.of(instant) : wire;
            case VARCHAR, JSON -> wire;
        };
    }

    private static String plainNumber(String wire) {
        var number = number(wire);
        if (number == null || Math.abs((long) number.scale()) > MAX_NUMBER_LENGTH) {
            return wire;
        }
        return WireText.of(number);
    }

    private static Object decimal(String wire) {
        var quick = quickDecimal(wire);
        if (quick != null) {
            return quick;
        }
        var number = number(wire);
        if (number == null) {
            return UNFIT;
        }
        if (number.signum() == 0) {
            return BigDecimal.ZERO;
        }
        var integerDigits = (long) number.precision() - number.scale();
        if (integerDigits > INTEGER_DIGITS) {
            return UNFIT;
        }
        if (integerDigits < -DECIMALS) {
            return new Nearest(BigDecimal.ZERO);
        }
        if (number.scale() <= DECIMALS) {
            return number.scale() < 0 ? number.setScale(0) : number;
        }
        var stored = number.setScale(DECIMALS, RoundingMode.HALF_EVEN);
        if (stored.precision() - stored.scale() > INTEGER_DIGITS) {
            return UNFIT;
        }
        return stored.compareTo(number) == 0 ? stored : new Nearest(stored);
    }

    /** Plain digits with an optional sign and point, 18 digits at most, 9 of them decimals; null for anything else. */
    private static @Nullable BigDecimal quickDecimal(String wire) {
        var length = wire.length();
        if (length == 0 || length > LONG_DIGITS) {
            return null;
        }
        var start = wire.charAt(0) == '-' ? 1 : 0;
        var point = -1;
        var digits = 0L;
        for (var i = start; i < length; i++) {
            var c = wire.charAt(i);
            if (c >= '0' && c <= '9') {
                digits = digits * 10 + (c - '0');
            } else if (c == '.' && point < 0 && i > start && i < length - 1) {
                point = i;
            } else {
                return null;
            }
        }
        var scale = point < 0 ? 0 : length - 1 - point;
        if (start == length || scale > DECIMALS) {
            return null;
        }
        return BigDecimal.valueOf(start == 1 ? -digits : digits, scale);
    }

    private static Object integer(String wire) {
        var quick = quickDecimal(wire);
        if (quick != null && quick.scale() == 0) {
            return quick.longValue();
        }
        var number = quick != null ? quick : number(wire);
        if (number == null || (long) number.precision() - number.scale() > 19) {
            return UNFIT;
        }
        if (number.signum() == 0) {
            return 0L;
        }
        if ((long) number.precision() - number.scale() <= 0) {
            return UNFIT;
        }
        try {
            return number.longValueExact();
        } catch (ArithmeticException fractionOrTooLarge) {
            return UNFIT;
        }
    }

    private static @Nullable BigDecimal number(String wire) {
        if (wire.length() > MAX_NUMBER_LENGTH) {
            return null;
        }
        try {
            return new BigDecimal(wire);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static Object bool(String wire) {
        if (wire.equalsIgnoreCase("true")) {
            return Boolean.TRUE;
        }
        return wire.equalsIgnoreCase("false") ? Boolean.FALSE : UNFIT;
    }

    /** Exactly one JSON value and nothing after it. */
    private static boolean isJson(String wire) {
        try (var parser = JSON.createParser(wire)) {
            var depth = 0;
            do {
                var token = parser.nextToken();
                if (token == null) {
                    return false;
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if ((token.isScalarValue() || token == JsonToken.FIELD_NAME)
                        && !UnparsedValues.isStorable(parser.getText())) {
                    return false;
                }
            } while (depth > 0);
            return parser.nextToken() == null;
        } catch (IOException notJson) {
            return false;
        }
    }
}
