package io.hubflow.simulator.index;

import io.hubflow.simulator.json.IsoTime;
import java.math.BigDecimal;
import java.util.Optional;

/** Reads the operands of filters. */
final class Operands {
    /** More digits than this are refused, before they are spread out as a whole number. */
    private static final int MAX_EXPONENT = 400;

    private Operands() {}

    /** An instant or day; HubSpot answers 500 to the epoch itself (Estuary's shared.py). */
    static long millis(String property, String operand) {
        var millis = IsoTime.parseMillis(operand);
        if (millis.isEmpty()) {
            throw new SearchRejectedException(
                    400, "Filter value \"" + operand + "\" of property " + property + " is not a timestamp");
        }
        if (millis.getAsLong() == 0) {
            throw new SearchRejectedException(500, "internal error");
        }
        return millis.getAsLong();
    }

    static BigDecimal number(String property, String operand) {
        return number(operand)
                .orElseThrow(() -> new SearchRejectedException(
                        400, "Filter value \"" + operand + "\" of property " + property + " is not a number"));
    }

    static Optional<BigDecimal> number(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            var number = new BigDecimal(text.strip());
            return Math.abs((long) number.scale()) > MAX_EXPONENT ? Optional.empty() : Optional.of(number);
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
