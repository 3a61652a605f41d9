package io.hubflow.engine.load;

import io.hubflow.error.ConnectorException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;

/** Runs lanes side by side on virtual threads; the first failure stops the others and is thrown. */
public final class Lanes {
    private Lanes() {}

    /** One lane's work. */
    @FunctionalInterface
    public interface Lane {
        void run() throws InterruptedException;
    }

    public static void run(List<Lane> lanes) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = new ExecutorCompletionService<Void>(threads);
            for (var lane : lanes) {
                done.submit(() -> {
                    lane.run();
                    return null;
                });
            }
            try {
                for (var i = 0; i < lanes.size(); i++) {
                    done.take().get();
                }
            } catch (ExecutionException e) {
                throw unwrap(e);
            } catch (InterruptedException e) {
                throw ConnectorException.interrupted(e);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private static RuntimeException unwrap(ExecutionException e) {
        return switch (e.getCause()) {
            case InterruptedException interruption -> ConnectorException.interrupted(interruption);
            case RuntimeException cause -> cause;
            case null -> new IllegalStateException("a lane failed", e);
            case Throwable other -> ConnectorException.of("Reading", other);
        };
    }
}
