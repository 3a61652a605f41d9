package io.hubflow.simulator.api;

import java.util.ArrayList;
import java.util.List;

/** Things to do just before the nth call of an endpoint is answered, once each. Safe for use by many threads. */
public final class Hooks {
    private final List<Hook> hooks = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();

    /**
     * A hook that could not do what it should.
     *
     * @param reason the sentence of what went wrong
     */
    public record Failure(Endpoint endpoint, String objectType, String reason) {}

    private static final class Hook {
        private final Endpoint endpoint;
        private final String objectType;
        private final Runnable action;
        private long callsLeft;

        private Hook(Endpoint endpoint, String objectType, long page, Runnable action) {
            this.endpoint = endpoint;
            this.objectType = objectType;
            this.callsLeft = page;
            this.action = action;
        }
    }

    /**
     * Registers an action.
     *
     * @param page before which call from now on, counted from 1
     * @param objectType plural name; empty for any
     */
    public synchronized void before(long page, Endpoint endpoint, String objectType, Runnable action) {
        hooks.add(new Hook(endpoint, objectType, page, action));
    }

    /** How many have not run yet. */
    public synchronized int pending() {
        return hooks.size();
    }

    /** The hooks that could not run, oldest first. */
    public synchronized List<Failure> failures() {
        return List.copyOf(failures);
    }

    /** Forgets every hook, whether it is pending or failed. */
    public synchronized void clear() {
        hooks.clear();
        failures.clear();
    }

    /** Runs what is due. A hook that fails is noted; the call it stands before is answered all the same. */
    void run(Endpoint endpoint, String objectType) {
        for (Hook due : due(endpoint, objectType)) {
            try {
                due.action.run();
            } catch (RuntimeException | AssertionError failed) {
                note(new Failure(endpoint, objectType, String.valueOf(failed.getMessage())));
            }
        }
    }

    private synchronized void note(Failure failure) {
        failures.add(failure);
    }

    private synchronized List<Hook> due(Endpoint endpoint, String objectType) {
        var due = new ArrayList<Hook>();
        for (Hook hook : hooks) {
            if (hook.endpoint == endpoint && (hook.objectType.isEmpty() || hook.objectType.equals(objectType))) {
                hook.callsLeft--;
                if (hook.callsLeft <= 0) {
                    due.add(hook);
                }
            }
        }
        hooks.removeAll(due);
        return due;
    }
}
