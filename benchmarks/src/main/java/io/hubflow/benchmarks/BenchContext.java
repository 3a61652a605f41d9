package io.hubflow.benchmarks;

import java.nio.file.Path;

/** What every benchmark works with. */
record BenchContext(Path launcher, Path work, Portals portals, SyncCommand sync, TruthCheck truth) {
    static BenchContext of(Path launcher, Path work) {
        return new BenchContext(launcher, work, new Portals(launcher), new SyncCommand(launcher), new TruthCheck(work));
    }

    Path file(String name) {
        return work.resolve(name + ".duckdb");
    }
}
