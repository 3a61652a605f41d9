package io.hubflow.benchmarks;

import java.io.IOException;
import java.util.List;

/** Something that is measured, with its stand-ins, its truth and its lines of results. */
interface Benchmark {
    /** What is measured, in words, for the progress. */
    String title();

    /** Measures it. */
    List<Measurement> run(BenchContext context) throws IOException, InterruptedException;
}
