package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.error.ErrorCode;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Memory that runs out on whatever thread ends an object type, and nobody waits for that thread. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OutOfMemoryIT {
    @Test
    void aCommitWithoutMemoryEndsItsObjectType() {
        try (var bench = new Bench(Bench.portal("tasks", 3_000), "tasks")) {
            bench.table.flushEvery(200);
            bench.table.beforeCommit(number -> {
                if (number == 14) { // nine at most are not of tasks
                    throw new OutOfMemoryError("Java heap space");
                }
            });

            var report = bench.sync();

            assertThat(report.objects().getFirst().error()).hasValueSatisfying(error -> {
                assertThat(error.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY);
                assertThat(error).hasMessageContaining("HUBFLOW_JVM_FLAGS");
            });
            bench.table.beforeCommit(number -> {});
            bench.syncWell();
            bench.requireEqual("tasks");
        }
    }

    @Test
    void aCommitThatGetsNoThreadEndsItsObjectType() {
        try (var bench = new Bench(Bench.portal("tasks", 3_000), "tasks")) {
            bench.table.flushEvery(200);
            bench.table.commitThreads(commit -> {
                throw new OutOfMemoryError("unable to create native thread");
            });

            var report = bench.sync();

            assertThat(report.objects().getFirst().error())
                    .hasValueSatisfying(error -> assertThat(error.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY));
            bench.table.commitThreads(Thread.ofVirtual().factory());
            bench.syncWell();
            bench.requireEqual("tasks");
        }
    }
}
