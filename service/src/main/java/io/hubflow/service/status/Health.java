package io.hubflow.service.status;

/** How an object type or a portal stands, the best first. */
public enum Health {
    FRESH("Fresh"),
    LOADING("First load"),
    WAITING("Not loaded yet"),
    PAUSED("Paused"),
    LATE("Late"),
    DIFFERENT("Differs"),
    FAILING("Failing");

    private final String words;

    Health(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }

    Health worse(Health other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
