package io.hubflow.engine.absence;

import io.hubflow.engine.load.Lanes;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Independent calls, some at once. */
public final class SideBySide {
    private SideBySide() {}

    /** Runs the tasks 0 to {@code tasks - 1}; the first failure stops the others and is thrown. */
    public static void run(int tasks, int atOnce, IntConsumer task) {
        var next = new AtomicInteger();
        var lanes = new ArrayList<Lanes.Lane>();
        for (var lane = 0; lane < Math.min(tasks, atOnce); lane++) {
            lanes.add(() -> {
                for (var i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
                    task.accept(i);
                }
            });
        }
        Lanes.run(lanes);
    }
}
