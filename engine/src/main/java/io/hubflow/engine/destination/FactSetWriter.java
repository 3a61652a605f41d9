package io.hubflow.engine.destination;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a large {@link FactSet} in parts. Not thread-safe. */
public interface FactSetWriter extends AutoCloseable {
    /** @throws IllegalArgumentException when a row does not fit the table; the set can then only be dropped */
    void append(List<@Nullable Object[]> rows);

    /** Stages the set: these were all rows. */
    void complete();

    /** Drops the set unless it is complete. */
    @Override
    void close();
}
