package io.hubflow.simulator.quota;

import java.util.Locale;

/** The limits of an account for private apps and service keys (source: usage guidelines and the 2024 changelog). */
public enum Tier {
    /** Free and Starter: 100 calls in ten seconds, 250,000 a day. */
    FREE(100, 250_000, 100),
    /** Professional: 190 and 625,000. */
    PROFESSIONAL(190, 625_000, 150),
    /** Enterprise: 190 and 1,000,000. */
    ENTERPRISE(190, 1_000_000, 150),
    /** No limit and no rate-limit headers; not a HubSpot tier. */
    UNLIMITED(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

    private final int burst;
    private final int daily;
    private final int associationBurst;

    Tier(int burst, int daily, int associationBurst) {
        this.burst = burst;
        this.daily = daily;
        this.associationBurst = associationBurst;
    }

    /** Calls of one app in any ten seconds, searches and associations apart. */
    public int burst() {
        return burst;
    }

    /** Calls of the account in a day. */
    public int daily() {
        return daily;
    }

    /** Association calls in any ten seconds, a bucket of their own (source: associations guide). */
    public int associationBurst() {
        return associationBurst;
    }

    /** Whether anything is limited. */
    public boolean limited() {
        return this != UNLIMITED;
    }

    /** Reads {@code free}, {@code professional}, {@code enterprise} or {@code unlimited}. */
    public static Tier parse(String text) {
        for (Tier tier : values()) {
            if (tier.name().toLowerCase(Locale.ROOT).equals(text.strip().toLowerCase(Locale.ROOT))) {
                return tier;
            }
        }
        throw new IllegalArgumentException(
                "Unknown tier \"" + text + "\"; choose free, professional, enterprise or unlimited");
    }
}
