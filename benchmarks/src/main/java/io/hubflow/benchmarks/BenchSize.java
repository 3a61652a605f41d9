package io.hubflow.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How much is measured. */
enum BenchSize {
    /** Up to five minutes. */
    QUICK,
    /** About twenty minutes. */
    NORMAL,
    /** Half an hour: larger loads into Snowflake's stand-in, a million contacts under limits, portals with opaque cursors. */
    FULL;

    List<Benchmark> benchmarks() {
        var benchmarks = new ArrayList<Benchmark>();
        benchmarks.add(new DefaultPortal(20_000));
        if (this == QUICK) {
            benchmarks.add(FiftyProperties.of(20_000));
            benchmarks.add(new UpdatesBench(100_000, List.of(1_000)));
            benchmarks.add(new LinksBench(20_000));
            benchmarks.add(new ManyTypes(5));
            benchmarks.add(new ServiceBench(30_000, 200, 200, Duration.ofSeconds(10)));
            return benchmarks;
        }
        benchmarks.add(new DefaultPortal(100_000));
        benchmarks.add(FiftyProperties.of(20_000));
        benchmarks.add(FiftyProperties.of(100_000));
        benchmarks.add(new UpdatesBench(100_000, List.of(1_000)));
        benchmarks.add(new UpdatesBench(1_000_000, List.of(1_000, 10_000)));
        benchmarks.add(new LinksBench(100_000));
        benchmarks.add(new ManyTypes(1));
        benchmarks.add(new ServiceBench(200_000, 200, 200, Duration.ofSeconds(60)));
        benchmarks.add(new SnowflakeScenario(100_000));
        if (this == FULL) {
            benchmarks.add(FiftyProperties.of(1_000_000));
            benchmarks.add(FiftyProperties.withOpaqueCursors(100_000));
            benchmarks.add(new SnowflakeScenario(300_000));
        }
        return benchmarks;
    }
}
