package io.hubflow.simulation;

import io.hubflow.engine.SyncEngine;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.report.RunReport;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.InProcessClient;
import io.hubflow.simulator.Simulator;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One process that runs the engine, with a token of its own, and what came of it. */
final class RunAttempt implements AutoCloseable {
    private final RunSettings settings;
    private final World world;
    private final RunProcess process;
    private final Simulator hubSpot;
    private final String token;
    private final long refusedBefore;
    private final List<String> notices = new ArrayList<>();
    private LongConsumer onCall = call -> {};
    private boolean over;
    private @Nullable RunReport report;
    private @Nullable Throwable failure;
    private @Nullable FaultyDestination destination;
    private @Nullable Destination opened;

    /**
     * What the processes of a history share.
     *
     * @param secrets must be in nothing that anybody sees
     */
    record World(
            SeededScheduler scheduler,
            Random random,
            PortalWire.Travel travel,
            Warehouse warehouse,
            List<String> secrets) {}

    RunAttempt(RunSettings settings, World world, RunProcess process, Simulator hubSpot, String token) {
        this.settings = settings;
        this.world = world;
        this.process = process;
        this.hubSpot = hubSpot;
        this.token = token;
        this.refusedBefore = throttledSoFar();
    }

    /** @param action told the number of each call before it is made */
    void onCall(LongConsumer action) {
        onCall = action;
    }

    void start() {
        hubSpot.grant(settings.grant(token));
        world.scheduler().start("run " + settings.run(), this::work);
    }

    private void work() {
        var wire = new PortalWire(world.scheduler(), process, hubSpot, world.travel(), call -> onCall.accept(call));
        try (var client = InProcessClient.open(
                settings.http(token), wire, process, () -> world.random().nextLong())) {
            opened = world.scheduler().outside(world.warehouse()::open);
            destination = FaultyDestination.of(opened, world.scheduler(), process, settings.lostReplies());
            report = new SyncEngine(client, destination.destination(), settings.engine(), process, listener())
                    .run(settings.request());
        } catch (Throwable e) {
            failure = e;
        }
        over = true;
    }

    private SyncListener listener() {
        return new SyncListener() {
            @Override
            public void notice(String objectType, String sentence) {
                notices.add(objectType + ": " + sentence);
            }
        };
    }

    int run() {
        return settings.run();
    }

    boolean isOver() {
        return over;
    }

    boolean isOverOrDead() {
        return over || process.isDead();
    }

    Optional<RunReport> report() {
        return Optional.ofNullable(report);
    }

    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** Calls that HubSpot refused for a rate limit. */
    long throttled() {
        return throttledSoFar() - refusedBefore;
    }

    private long throttledSoFar() {
        return hubSpot.stats().withStatus(429);
    }

    String outcome() {
        var ended = process.isDead() && report == null
                ? "killed at step " + process.steps()
                : failure != null
                        ? "failed: " + failure
                        : String.valueOf(Objects.requireNonNull(report).status());
        return ended + (notices.isEmpty() ? "" : " " + notices);
    }

    /** What no circumstance excuses. */
    List<String> problems() {
        var problems = new ArrayList<String>();
        if (report != null) {
            problems.addAll(SecretCheck.leaks(world.secrets(), report + " " + notices));
            for (var object : report.objects()) {
                object.error().ifPresent(error -> bug(error).ifPresent(problems::add));
                var written = destination == null ? 0 : destination.written().getOrDefault(object.objectType(), 0L);
                if (destination != null
                        && destination.lost() == 0
                        && object.error().isEmpty()
                        && written != object.rowsWritten()) {
                    problems.add("the report counts " + object.rowsWritten() + " written rows of " + object.objectType()
                            + ", the destination " + written);
                }
            }
        } else if (failure != null && !process.isDead()) {
            problems.addAll(SecretCheck.leaks(world.secrets(), String.valueOf(failure)));
            if (failure instanceof ConnectorException known) {
                bug(known).ifPresent(problems::add);
            } else {
                problems.add("an unexpected failure: " + trace(failure));
            }
        }
        return problems;
    }

    private static Optional<String> bug(ConnectorException error) {
        return error.code() == ErrorCode.BUG ? Optional.of("a defect was reported: " + trace(error)) : Optional.empty();
    }

    static String trace(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Override
    public void close() {
        if (opened != null) {
            opened.close();
        }
    }
}
