package io.hubflow.e2e;

import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/**
 * The seeds of tests that draw kills, faults or histories. {@code -Dhubflow.seed=…} replays one seed; a failure says which
 * and how.
 */
public final class Seeds {
    private static final Long GIVEN = Long.getLong("hubflow.seed");

    private Seeds() {}

    /** The seed to replay, or else the usual one. */
    public static long seed(long usual) {
        return GIVEN == null ? usual : GIVEN;
    }

    /** The seed to replay alone, or else so many from the first on. */
    public static LongStream seeds(long first, int count) {
        return GIVEN == null ? LongStream.range(first, first + count) : LongStream.of(GIVEN);
    }

    /** Whether one seed is replayed. */
    public static boolean replaying() {
        return GIVEN != null;
    }

    /** A story that can fail. */
    @FunctionalInterface
    public interface Story {
        void tell() throws Exception;
    }

    /** Tells a story; a failure names the seed and the command that tells it again. */
    public static void tell(long seed, Class<?> test, LongSupplier kills, Story story) throws Exception {
        try {
            story.tell();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed %d, after %d kills: %s%nReplay: ./bin/maven -pl quality/e2e -am verify -Dtest=none -Dit.test=%s"
                                    .formatted(seed, kills.getAsLong(), e.getMessage(), test.getSimpleName())
                            + " -Dhubflow.seed=%d -Dtest.excluded-groups= -Dsurefire.failIfNoSpecifiedTests=false"
                                    .formatted(seed)
                            + " -Dfailsafe.failIfNoSpecifiedTests=false",
                    e);
        }
    }
}
