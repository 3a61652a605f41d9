package io.hubflow.benchmarks;

import io.hubflow.benchmarks.DefaultPortal.Selection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How much is measured. */
enum BenchSize {
    /** Up to four minutes. */
    QUICK,
    /** About twenty minutes. */
    NORMAL,
    /** Half an hour: larger loads into Snowflake's stand-in, a million contacts under limits, portals with opaque cursors. */
    FULL;

    private static final int LEAST_CONTACTS = 500;

    /** @param divisor makes all loads smaller, to see quickly whether the benchmarks run; 1 = as they are meant */
    List<Benchmark> benchmarks(int divisor) {
        var benchmarks = new ArrayList<Benchmark>();
        benchmarks.add(new DefaultPortal(contacts(20_000, divisor), Selection.DEFAULT));
        if (this == QUICK) {
            benchmarks.add(new VirtualTime(divisor));
            benchmarks.add(FiftyProperties.of(contacts(20_000, divisor)));
            benchmarks.add(updates(50_000, divisor, 1_000));
            benchmarks.add(new LinksBench(contacts(8_000, divisor)));
            benchmarks.add(new ManyTypes(10 * divisor));
            benchmarks.add(new ServiceBench(contacts(12_000, divisor), 200, 200, Duration.ofSeconds(5)));
            return benchmarks;
        }
        benchmarks.add(new DefaultPortal(contacts(100_000, divisor), Selection.DEFAULT));
        benchmarks.add(new DefaultPortal(contacts(20_000, divisor), Selection.WITH_SENSITIVE));
        benchmarks.add(new VirtualTime(divisor));
        benchmarks.add(new WideContacts(contacts(20_000, divisor)));
        benchmarks.add(FiftyProperties.of(contacts(20_000, divisor)));
        benchmarks.add(FiftyProperties.of(contacts(100_000, divisor)));
        benchmarks.add(updates(100_000, divisor, 1_000));
        benchmarks.add(updates(1_000_000, divisor, 1_000, 10_000));
        benchmarks.add(new LinksBench(contacts(100_000, divisor)));
        benchmarks.add(new ManyTypes(divisor));
        benchmarks.add(new ServiceBench(contacts(200_000, divisor), 200, 200, Duration.ofSeconds(60)));
        benchmarks.add(new ManyPortals(20, contacts(10_000, divisor)));
        benchmarks.add(new SnowflakeScenario(contacts(100_000, divisor)));
        if (this == FULL) {
            benchmarks.add(FiftyProperties.of(contacts(1_000_000, divisor)));
            benchmarks.add(FiftyProperties.withOpaqueCursors(contacts(100_000, divisor)));
            benchmarks.add(new SnowflakeScenario(contacts(300_000, divisor)));
        }
        return benchmarks;
    }

    private static UpdatesBench updates(int contacts, int divisor, Integer... changes) {
        return new UpdatesBench(
                contacts(contacts, divisor),
                Stream.of(changes).map(count -> Math.max(1, count / divisor)).toList());
    }

    private static int contacts(int count, int divisor) {
        return Math.max(Math.min(count, LEAST_CONTACTS), count / divisor);
    }
}
