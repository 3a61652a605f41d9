package io.hubflow.snowflake.emulator.storage;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Temporary credentials of the store, as PUT and GET give them out. Thread-safe. */
public final class StageTokens {
    enum State {
        VALID,
        EXPIRED,
        UNKNOWN
    }

    private final AtomicBoolean expireNext = new AtomicBoolean();
    private final Map<String, State> tokens = new ConcurrentHashMap<>();

    String issue() {
        String token = "stage-" + UUID.randomUUID();
        tokens.put(token, expireNext.getAndSet(false) ? State.EXPIRED : State.VALID);
        return token;
    }

    State state(String token) {
        return tokens.getOrDefault(token, State.UNKNOWN);
    }

    /** The next token to be given out is expired already; the driver asks for another. */
    public void expireNext() {
        expireNext.set(true);
    }
}
