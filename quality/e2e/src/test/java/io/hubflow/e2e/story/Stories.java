package io.hubflow.e2e.story;

import io.hubflow.simulation.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** {@code make stories}: tells the stories of some seeds, one after the other, and shrinks those that fail. */
public final class Stories {
    /** Stories that are told for one failure. */
    private static final int MOST_TRIES = 24;

    private final Optional<Tables> elsewhere;
    private final Consumer<String> lines;

    /** @param elsewhere where the tables of every story are; absent = where its seed puts them */
    Stories(Optional<Tables> elsewhere, Consumer<String> lines) {
        this.elsewhere = elsewhere;
        this.lines = lines;
    }

    /**
     * @param args the first seed, how many, the positions of steps to leave out of the first story, with commas between them,
     *     and where the tables are, such as {@code snowflake}; the last two may be empty
     */
    public static void main(String[] args) throws Exception {
        var seed = Long.parseLong(args[0]);
        var count = Integer.parseInt(args[1]);
        var without = Arrays.stream(args[2].split(","))
                .filter(position -> !position.isBlank())
                .map(Integer::valueOf)
                .collect(Collectors.toSet());
        var elsewhere = Optional.of(args[3]).filter(name -> !name.isBlank()).map(Tables::parse);
        var stories = new Stories(elsewhere, System.out::println);
        var failed = new ArrayList<String>();
        for (var next = seed; next < seed + count; next++) {
            var since = System.nanoTime();
            System.out.println("# seed " + next);
            var failure = stories.failure(next, without);
            var seconds = (System.nanoTime() - since) / 1_000_000_000L;
            System.out.println(
                    "# seed " + next + (failure.isPresent() ? " FAILED" : " is fine") + ", " + seconds + " s\n");
            failure.ifPresent(failed::add);
        }
        failed.forEach(System.out::println);
        System.out.println(count + " stories from seed " + seed + ": "
                + (failed.isEmpty() ? "nothing is wrong" : failed.size() + " FAILED"));
        System.exit(failed.isEmpty() ? 0 : 1); // Snowflake's stand-in has threads of its own
    }

    /** What is wrong at the end of a seed's story, with the command that tells it again. */
    Optional<String> failure(long seed, Set<Integer> without) throws Exception {
        var plot = Plot.draw(seed, elsewhere);
        var problems = tell(plot.without(without), lines);
        if (problems.isEmpty()) {
            return Optional.empty();
        }
        problems.forEach(problem -> lines.accept("# WRONG: " + problem));
        var shrunk = without.isEmpty() ? shrink(plot, problems.getFirst()) : without;
        return Optional.of("Seed %d: %s%nReplay: make stories RUNS=1 SEED=%d%s%s%n"
                .formatted(
                        seed,
                        String.join("\n  ", problems),
                        seed,
                        elsewhere.map(tables -> " IN=" + tables).orElse(""),
                        shrunk.isEmpty()
                                ? ""
                                : " WITHOUT="
                                        + shrunk.stream().map(String::valueOf).collect(Collectors.joining(","))));
    }

    /** Leaves out steps that a story does not need to fail as it did: halves first, then single ones; the first run stays. */
    private Set<Integer> shrink(Plot plot, String first) throws Exception {
        lines.accept("# the same story without some of its steps:");
        var count = plot.steps().size();
        var without = new TreeSet<Integer>();
        var tries = 0;
        for (var size = Math.max(1, count / 2); size >= 1; size /= 2) {
            for (var from = 1; from < count && tries < MOST_TRIES; from += size) {
                var candidate = new TreeSet<>(without);
                for (var i = from; i < Math.min(count, from + size); i++) {
                    candidate.add(i);
                }
                if (candidate.size() > without.size()) {
                    tries++;
                    if (tell(plot.without(candidate), line -> {}).stream().anyMatch(other -> isLike(other, first))) {
                        without = candidate;
                    }
                }
            }
        }
        var problems = tell(plot.without(without), lines);
        problems.forEach(problem -> lines.accept("# WRONG: " + problem));
        return problems.isEmpty() ? Set.of() : without;
    }

    /** The same but for ids and times. */
    private static boolean isLike(String one, String other) {
        return one.replaceAll("[0-9]+", "").equals(other.replaceAll("[0-9]+", ""));
    }

    private static List<String> tell(Plot plot, Consumer<String> lines) throws Exception {
        try (var story = new Story(plot, lines)) {
            return story.tell();
        } catch (AssertionError | IllegalStateException e) {
            return List.of(String.valueOf(e));
        }
    }
}
