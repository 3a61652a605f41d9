package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.error.ErrorCode;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory that runs out on whatever thread ends an object type, and nobody waits for that thread. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OutOfMemoryIT {
    /** Of tasks are more commits than one: the first holds at most what was read before a second one has to wait. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCommitWithoutMemoryEndsItsObjectType(boolean forGood) {
        try (var bench = new Bench(Bench.portal("tasks", 3_000), "tasks").withFewColumns()) {
            bench.table.flushEvery(200);
            var ofTasks = new AtomicInteger();
            bench.table.beforeCommitOf("tasks", () -> {
                if (ofTasks.incrementAndGet() == 2) {
                    if (forGood) {
                        bench.table.beforeCommit(number -> fail());
                    }
                    fail();
                }
            });

            var report = bench.sync();

            assertThat(report.objects().getFirst().error()).hasValueSatisfying(error -> {
                assertThat(error.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY);
                assertThat(error).hasMessageContaining("HUBFLOW_JVM_FLAGS");
            });
            bench.table.beforeCommit(number -> {});
            bench.table.beforeCommitOf("tasks", () -> {});
            bench.syncWell();
            bench.requireEqual("tasks");
        }
    }

    private static void fail() {
        throw new OutOfMemoryError("Java heap space");
    }

    @Test
    void aCommitThatGetsNoThreadEndsItsObjectType() {
        try (var bench = new Bench(Bench.portal("tasks", 3_000), "tasks").withFewColumns()) {
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
