package io.hubflow.simulator.portal;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The currencies of the account and their exchange rates. Guarded by the portal's lock. */
public final class Currencies {
    private final List<Rate> rates = new ArrayList<>();

    /** A currency and its name. */
    public record Code(String code, String name) {}

    /** An exchange rate; one that is replaced stays with its time, under another id. */
    public record Rate(
            long id,
            String from,
            String to,
            BigDecimal rate,
            long effectiveMillis,
            long updatedMillis,
            boolean visible) {}

    Currencies() {
        long since = Population.FIRST_MILLIS;
        rates.add(new Rate(8_100_101, "EUR", company(), new BigDecimal("1.0835"), since, since, true));
        rates.add(new Rate(8_100_102, "GBP", company(), new BigDecimal("1.27"), since, since, true));
        rates.add(new Rate(8_100_103, "JPY", company(), new BigDecimal("0.006723912034518"), since, since, false));
    }

    /** The currency that the account reports in. */
    public String company() {
        return "USD";
    }

    /** The codes that an account can choose from. */
    public List<Code> codes() {
        return List.of(
                new Code("EUR", "Euro"),
                new Code("GBP", "British pound"),
                new Code("JPY", "Japanese yen"),
                new Code("USD", "US dollar"));
    }

    /** All rates, by id. */
    public List<Rate> rates() {
        return List.copyOf(rates);
    }

    void set(String from, BigDecimal rate, long nowMillis) {
        if (codes().stream().noneMatch(code -> code.code().equals(from)) || from.equals(company())) {
            throw new IllegalArgumentException("No exchange rate from " + from + " to " + company());
        }
        rates.add(new Rate(rates.getLast().id() + 1, from, company(), rate, nowMillis, nowMillis, true));
    }
}
