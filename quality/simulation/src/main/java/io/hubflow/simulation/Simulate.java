package io.hubflow.simulation;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/** {@code make simulate}: tells the histories of some seeds, or one of them without some of its circumstances. */
public final class Simulate {
    private static final int BAR = 40;

    private Simulate() {}

    /**
     * @param args the first seed, how many, and {@code first} to stop at the first failure, or the positions of circumstances
     *     to leave out of the first history, with commas between them; then where the tables are, such as {@code snowflake},
     *     when not where the seeds put them
     */
    public static void main(String[] args) {
        var seed = Long.parseLong(args[0]);
        var runs = Integer.parseInt(args[1]);
        var untilFailure = args.length > 2 && args[2].equals("first");
        var elsewhere = Optional.of(args.length > 3 ? args[3] : "")
                .filter(name -> !name.isBlank())
                .map(Tables::parse);
        if (args.length > 2 && !args[2].isBlank() && !untilFailure) {
            LogCapture.install();
            var fine = Simulation.tell(seed, positions(args[2]), elsewhere, System.out::println);
            System.exit(fine ? 0 : 1); // Snowflake's stand-in has threads of its own
        }
        var simulation = new Simulation(Runtime.getRuntime().availableProcessors(), untilFailure, elsewhere);
        var since = System.nanoTime();
        var failures = simulation.run(seed, runs, progress(runs), System.out::println);
        var seconds = (System.nanoTime() - since) / 1e9;
        System.out.println();
        System.out.printf("What was drawn:%n%s%n", simulation.coverage());
        System.out.printf(
                "%d histories from seed %d in %.0f s (%.0f a minute): %s%n",
                runs,
                seed,
                seconds,
                60 * runs / seconds,
                failures.isEmpty() ? "nothing is wrong" : failures.size() + " FAILED");
        System.exit(failures.isEmpty() ? 0 : 1);
    }

    private static Set<Integer> positions(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(position -> Integer.valueOf(position.strip()))
                .collect(Collectors.toSet());
    }

    private static IntConsumer progress(int runs) {
        var terminal = System.getenv("SIMULATION_BAR") != null;
        return ended -> {
            if (terminal) {
                var full = BAR * ended / runs;
                System.out.printf("\r[%s%s] %d/%d", "#".repeat(full), " ".repeat(BAR - full), ended, runs);
                System.out.flush();
            } else if (ended % Math.max(1, runs / 10) == 0) {
                System.out.printf("%d of %d histories%n", ended, runs);
            }
        };
    }
}
