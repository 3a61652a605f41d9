package io.hubflow.engine.read;

import io.hubflow.engine.range.IdRange;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A {@link RankedPage} that HubSpot answered.
 *
 * @param keys what it shows
 * @param ids those of them that are ids, at least one, ascending
 */
record SearchedPage(
        RangeCheck check,
        Delivery delivery,
        Set<Long> keys,
        long[] ids,
        boolean isFull,
        OptionalLong total,
        boolean isLast)
        implements RankedPage {
    @Override
    public long firstId() {
        return ids[0];
    }

    @Override
    public long lastId() {
        return ids[ids.length - 1];
    }

    @Override
    public long records() {
        return keys.size();
    }

    @Override
    public void cover(IdRange range) {
        delivery.cover(range);
    }

    @Override
    public void prove(IdRange range) {
        check.prove(range, keys);
    }
}
