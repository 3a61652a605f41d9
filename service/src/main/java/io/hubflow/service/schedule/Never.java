package io.hubflow.service.schedule;

import java.time.Instant;

/** No moment at all: what has it runs only when somebody asks. */
public record Never() implements Schedule {
    /** How it is written in a configuration. */
    public static final String TEXT = "never";

    @Override
    public Instant next(Instant anchor, Instant now) {
        return Instant.MAX;
    }

    @Override
    public String words() {
        return "only when asked";
    }
}
