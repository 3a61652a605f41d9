package io.hubflow.engine.load;

import io.hubflow.engine.read.Batch;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** How many records a reading has before it, as its first page tells. Costs no call. Thread-safe. */
final class FirstCount implements Consumer<Batch> {
    private OptionalLong count = OptionalLong.empty();

    @Override
    public synchronized void accept(Batch batch) {
        if (count.isEmpty()) {
            count = OptionalLong.of(batch.rows().size() + batch.remaining().orElse(0));
        }
    }

    /** The count, where the first page has told it apart from its rows. */
    synchronized void is(long records) {
        if (count.isEmpty()) {
            count = OptionalLong.of(records);
        }
    }

    /** 0 before the first page. */
    synchronized long count() {
        return count.orElse(0);
    }
}
