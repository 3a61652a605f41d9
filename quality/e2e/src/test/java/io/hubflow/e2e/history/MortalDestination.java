package io.hubflow.e2e.history;

import io.hubflow.engine.destination.Destination;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A destination that dies at a commit, as if the process were killed just before or just after it. */
final class MortalDestination {
    private final Destination alive;
    private final int lastCommit;
    private final boolean carriedOut;
    private final AtomicInteger commits = new AtomicInteger();
    private volatile boolean dead;

    private MortalDestination(Destination alive, int lastCommit, boolean carriedOut) {
        this.alive = alive;
        this.lastCommit = lastCommit;
        this.carriedOut = carriedOut;
    }

    /**
     * @param lastCommit the number of the commit that kills, from 1; 0 for none
     * @param carriedOut whether that commit still happens
     */
    static Destination of(Destination alive, int lastCommit, boolean carriedOut) {
        var mortal = new MortalDestination(alive, lastCommit, carriedOut);
        return (Destination) Proxy.newProxyInstance(
                MortalDestination.class.getClassLoader(),
                new Class<?>[] {Destination.class},
                (proxy, method, arguments) -> mortal.call(method, arguments));
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        if (dead && !method.getName().equals("close")) {
            throw death();
        }
        if (method.getName().equals("commit") && commits.incrementAndGet() == lastCommit) {
            dead = true;
            if (carriedOut) {
                pass(method, arguments);
            }
            throw death();
        }
        return pass(method, arguments);
    }

    private @Nullable Object pass(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(alive, arguments);
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    private static ConnectorException death() {
        return new ConnectorException(ErrorCode.DESTINATION_FAILED, "The history kills the run here.", "", "");
    }
}
