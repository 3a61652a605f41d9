package io.hubflow.hubspot;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The portal's currencies.
 *
 * @param companyCurrency code of the currency that amounts are converted to; empty when HubSpot does not tell
 */
public record Currencies(String companyCurrency, List<ExchangeRate> rates) {
    public Currencies {
        rates = List.copyOf(rates);
    }

    /** How much of one currency another one is worth from a moment on. */
    public record ExchangeRate(
            String id,
            String fromCode,
            String toCode,
            Optional<BigDecimal> rate,
            Optional<Instant> effectiveAt,
            boolean visible) {}
}
