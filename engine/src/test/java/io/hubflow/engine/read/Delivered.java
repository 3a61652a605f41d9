package io.hubflow.engine.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.MemoryRuns;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.typing.RowMaker;
import io.hubflow.hubspot.PortalRecords;
import io.hubflow.hubspot.PropertySelection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** What a reading hands on and tells. Rows come from one thread at a time, what is told from any. */
public class Delivered implements SliceSink, ReadNotices {
    public final List<Long> delivered = new ArrayList<>();
    final List<Row> rows = new ArrayList<>();
    final List<OptionalLong> remaining = new ArrayList<>();
    public IdIntervals covered = IdIntervals.NONE;
    public final List<IdRange> incomplete = new ArrayList<>();
    long missing;
    public final List<PortalFacts.IdOrder> orders = new ArrayList<>();
    public long stopAt = IdRange.END;

    /** Of rows without columns. */
    private static RowMaker rowMaker() {
        return new RowMaker(PropertySelection.none(), new TableSchema("things", "things", List.of()), List.of());
    }

    Delivery delivery() {
        return new Delivery(
                "things", rowMaker(), new MergedIds(PropertySelection.none()), record -> true, this, this, 0);
    }

    /** A reader of the portal's records that tells this what it meets. */
    public SliceReader readerOf(PortalRecords portal, PortalFacts.IdOrder order) {
        var clock = ReadClock.after(0, portal::serverTime);
        return new SliceReader(portal, MemoryRuns.THINGS, rowMaker(), clock, List.of(), order, this);
    }

    @Override
    public long accept(Batch batch) {
        rows.addAll(batch.rows());
        batch.rows().forEach(row -> delivered.add(row.id()));
        batch.covered().ifPresent(range -> covered = covered.plus(range));
        if (!batch.rows().isEmpty()) {
            remaining.add(batch.remaining());
        }
        return stopAt;
    }

    @Override
    public synchronized void idOrderIs(PortalFacts.IdOrder order) {
        orders.add(order);
    }

    @Override
    public synchronized void incomplete(IdRange range, long count) {
        incomplete.add(range);
        missing += count;
    }

    /** What is covered was delivered whole, and what is there and was not delivered is reported. */
    public void requireHonest(Collection<Long> there) {
        var given = Set.copyOf(delivered);
        for (var id : there) {
            if (!given.contains(id)) {
                assertThat(covered.contains(id)).as("%d is called covered", id).isFalse();
                assertThat(incomplete).as("reports of %d", id).anyMatch(range -> range.contains(id));
            }
        }
    }

    /** All that is called covered was delivered; of the rest nothing is said. */
    public void requireCoveredDelivered(Collection<Long> there) {
        assertThat(delivered)
                .containsAll(there.stream().filter(covered::contains).toList());
    }

    public void requireWhole(IdRange range, Collection<Long> there) {
        assertThat(new TreeSet<>(delivered).containsAll(there))
                .as("all are delivered")
                .isTrue();
        assertThat(covered.gapsIn(range).isEmpty()).as("covered: %s", covered).isTrue();
        assertThat(incomplete).isEmpty();
    }
}
