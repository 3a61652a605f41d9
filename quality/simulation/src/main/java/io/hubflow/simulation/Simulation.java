package io.hubflow.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/** Lets many seeds' histories happen, a few at once, and shrinks those that fail. */
public final class Simulation {
    /** Failures that are shrunk; a defect that breaks everything is known after a few. */
    private static final int MOST_SHRUNK = 5;

    private final Coverage coverage = new Coverage();
    private final AtomicInteger shrunk = new AtomicInteger();
    private final int atOnce;
    private final boolean untilFailure;
    private final Optional<Tables> elsewhere;
    private final AtomicInteger failed = new AtomicInteger();

    /** @param atOnce histories that happen at the same time */
    public Simulation(int atOnce) {
        this(atOnce, false, Optional.empty());
    }

    /**
     * @param untilFailure whether the first failure is enough; it is not shrunk then
     * @param elsewhere where the tables of every history are; absent = where its seed puts them
     */
    Simulation(int atOnce, boolean untilFailure, Optional<Tables> elsewhere) {
        this.atOnce = atOnce;
        this.untilFailure = untilFailure;
        this.elsewhere = elsewhere;
        LogCapture.install();
    }

    /**
     * Lets the histories of so many seeds happen.
     *
     * @param progress told how many have ended
     * @param onFailure told of each failure at once, as it is returned
     * @return what failed, for people, with the command that replays it
     */
    public List<String> run(long firstSeed, int count, IntConsumer progress, Consumer<String> onFailure) {
        var ended = new AtomicInteger();
        try (var threads = Executors.newFixedThreadPool(atOnce)) {
            var failures = new ArrayList<Future<String>>();
            for (var seed = firstSeed; seed < firstSeed + count; seed++) {
                var one = seed;
                failures.add(threads.submit(() -> {
                    var failure = failure(one);
                    if (!failure.isEmpty()) {
                        onFailure.accept(failure);
                    }
                    progress.accept(ended.incrementAndGet());
                    return failure;
                }));
            }
            var told = new ArrayList<String>();
            for (var failure : failures) {
                var text = failure.get();
                if (!text.isEmpty()) {
                    told.add(text);
                }
            }
            for (var line : LogCapture.leaks()) {
                var leak = "a token was logged: " + line;
                onFailure.accept(leak);
                told.add(leak);
            }
            return told;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the simulation itself failed", e.getCause());
        }
    }

    /** How often what was drawn. */
    public String coverage() {
        return coverage.table();
    }

    private String failure(long seed) {
        if (untilFailure && failed.get() > 0) {
            return "";
        }
        // A thread dump then tells which history does not end.
        Thread.currentThread().setName("seed " + seed);
        var scenario = scenario(seed, elsewhere);
        coverage.add(scenario);
        var outcome = Outcome.of(scenario, Set.of());
        if (outcome.failure().isEmpty()) {
            return "";
        }
        failed.incrementAndGet();
        if (untilFailure || shrunk.incrementAndGet() > MOST_SHRUNK) {
            return tell(scenario, Set.of(), outcome);
        }
        var without = Shrinker.shrink(scenario);
        var again = Outcome.of(scenario, without);
        return again.failure().isPresent()
                ? tell(scenario, without, again)
                : "Nothing was wrong when this was told again. The first time:%n%s"
                        .formatted(tell(scenario, Set.of(), outcome));
    }

    /**
     * Tells people what a seed's history comes to without some of its circumstances.
     *
     * @return whether nothing was wrong
     */
    static boolean tell(long seed, Set<Integer> without, Optional<Tables> elsewhere, Consumer<String> lines) {
        var scenario = scenario(seed, elsewhere);
        var outcome = Outcome.of(scenario, without);
        lines.accept(tell(scenario, without, outcome));
        return outcome.failure().isEmpty();
    }

    private static Scenario scenario(long seed, Optional<Tables> elsewhere) {
        var drawn = ScenarioDraw.draw(seed);
        return elsewhere
                .map(drawn::in)
                .orElseGet(() -> drawn.tables().isSnowflake() && !SnowflakeWarehouse.isAvailable()
                        ? drawn.in(Tables.DUCKDB)
                        : drawn);
    }

    private static String tell(Scenario scenario, Set<Integer> without, Outcome outcome) {
        var positions = without.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
        return "Seed %d%s: %s%n%n%s%n%nWhat happened:%n  %s%n%nReplay: make simulate RUNS=1 SEED=%d%s%s%n"
                .formatted(
                        scenario.seed(),
                        without.isEmpty() ? "" : ", shrunk",
                        outcome.failure().orElse("nothing is wrong"),
                        scenario.without(without),
                        String.join("\n  ", outcome.story()),
                        scenario.seed(),
                        scenario.tables() == ScenarioDraw.draw(scenario.seed()).tables()
                                ? ""
                                : " IN=" + scenario.tables(),
                        positions.isEmpty() ? "" : " WITHOUT=" + positions);
    }
}
