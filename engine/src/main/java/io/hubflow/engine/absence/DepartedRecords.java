package io.hubflow.engine.absence;

import io.hubflow.engine.checkpoint.NotGiven;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.load.ObjectLoad;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.MergedIds;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.report.Departures;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.RecordState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks what became of suspects, a batch at a time and some batches at once, hands on what is certain, and counts it. */
public final class DepartedRecords {
    private static final Logger LOG = LoggerFactory.getLogger(DepartedRecords.class);

    private final ObjectLoad load;
    private final Set<Long> notGivenBefore = ConcurrentHashMap.newKeySet();
    private final AtomicLong archived = new AtomicLong();
    private final AtomicLong deleted = new AtomicLong();
    private final AtomicLong restored = new AtomicLong();
    private final AtomicLong outOfScope = new AtomicLong();

    public DepartedRecords(ObjectLoad load) {
        this.load = load;
        load.state().notGiven().forEach(record -> notGivenBefore.add(record.id()));
    }

    Departures found(long buried, long calls) {
        var merged = Math.max(0, buried - deleted.get() - outOfScope.get());
        return new Departures(archived.get(), deleted.get(), merged, outOfScope.get(), restored.get(), calls);
    }

    /** What a record's row says before HubSpot is asked for the record. */
    private enum Known {
        /** It is there, or there is no row. */
        LIVE,
        /** It left the filter: only what is more than that changes the row. */
        OUT_OF_SCOPE
    }

    /** @return those that are alive and in the filter */
    public List<Long> settle(Collection<Long> suspects, RecordReads reads) {
        return settle(suspects, reads, Known.LIVE);
    }

    /** The same for records whose rows say that they left the filter. One that is in the recycle bin by now stays as it is, too. */
    List<Long> settleOutOfScope(Collection<Long> ids, RecordReads reads) {
        return settle(ids, reads, Known.OUT_OF_SCOPE);
    }

    private List<Long> settle(Collection<Long> suspects, RecordReads reads, Known known) {
        var alive = new ArrayList<Long>();
        inBatches(suspects, batch -> {
            var found = settleBatch(batch, reads, known);
            synchronized (alive) {
                alive.addAll(found);
            }
        });
        return alive;
    }

    /**
     * Asks once more for records that the run before found gone for good, because that emptied their rows: those that HubSpot gives
     * all the same are read again.
     */
    void confirm(List<Long> foundGone, RecordReads reads) {
        var asked = new ArrayList<Long>();
        var inBin = new ArrayList<Long>();
        var alive = new ArrayList<Long>();
        inBatches(foundGone, some -> {
            try {
                var archivedNow = reads.given(some, RecordState.ARCHIVED);
                var aliveNow = reads.given(some, RecordState.LIVE);
                synchronized (asked) {
                    asked.addAll(some);
                    inBin.addAll(archivedNow);
                    alive.addAll(aliveNow);
                }
            } catch (ConnectorException e) {
                if (!AbsentRecords.saysNothing(e)) {
                    throw e;
                }
                LOG.info("{}: {} The next run asks again", load.type().name(), e.getMessage());
            }
        });
        if (!inBin.isEmpty() && load.settings().deletes() != DeleteMode.IGNORE) {
            readArchived(inBin);
        }
        readMissing(alive);
        load.commits().update(state -> state.withoutFoundGone(asked));
    }

    /**
     * Asks once more for records that HubSpot did not give to the run before, and did not name as not found. Those that it does not
     * give now either are gone. Those that it gives are read, because their rows may say that they are archived.
     */
    void askAgain(List<NotGiven> notGiven, RecordReads reads) {
        for (var known : Known.values()) {
            var ids = notGiven.stream()
                    .filter(record -> record.outOfScope() == (known == Known.OUT_OF_SCOPE))
                    .map(NotGiven::id)
                    .toList();
            readMissing(settle(ids, reads, known));
        }
        load.commits().update(state -> state.withoutNotGiven(notGiven));
    }

    /** Records that the table lacks. */
    public void readMissing(Collection<Long> ids) {
        inBatches(
                ids,
                some -> load.reader().read(new Slice.Ids(load.type().name(), some), batch -> {
                    load.keepRestored(batch);
                    restored.addAndGet(batch.rows().size());
                    return IdRange.END;
                }));
    }

    private void inBatches(Collection<Long> ids, Consumer<List<Long>> action) {
        var all = List.copyOf(ids);
        var size = HubSpotClient.MAX_BATCH;
        SideBySide.run(
                Math.ceilDiv(all.size(), size),
                load.settings().lanes().list(),
                i -> action.accept(all.subList(i * size, Math.min(all.size(), (i + 1) * size))));
    }

    private List<Long> settleBatch(List<Long> suspects, RecordReads reads, Known known) {
        var asked = load.clock().byId();
        var askedAtMillis = asked.sentAtMillis();
        var absent = new AbsentRecords(reads, new MergedIds(reads.mergedIds()));
        var verdicts = absent.judge(suspects);
        verdicts.replaceAll(this::withTheRunBefore);
        var alive = new ArrayList<Long>();
        var inBin = new ArrayList<Long>();
        var tombstones = new ArrayList<Row>();
        var notGiven = new ArrayList<NotGiven>();
        var unknown = 0;
        for (var entry : verdicts.entrySet()) {
            var id = entry.getKey();
            switch (entry.getValue()) {
                case Verdict.Live live -> alive.add(id);
                case Verdict.Archived bin -> {
                    if (known == Known.LIVE) {
                        inBin.add(id);
                    }
                }
                case Verdict.Merged merged -> tombstones.add(Row.tombstone(id, Row.NO_TIME, merged.survivor(), asked));
                case Verdict.Gone gone -> {
                    tombstones.add(Row.tombstone(id, askedAtMillis, Row.NOT_MERGED, asked));
                    deleted.incrementAndGet();
                }
                case Verdict.OutOfScope out -> {
                    if (known == Known.LIVE) {
                        tombstones.add(Row.outOfScope(id, asked));
                        outOfScope.incrementAndGet();
                    }
                }
                case Verdict.NotGiven silent -> notGiven.add(new NotGiven(id, known == Known.OUT_OF_SCOPE));
                case Verdict.Unknown nothing -> unknown++;
            }
        }
        absent.alsoMerged().forEach((id, survivor) -> {
            if (!verdicts.containsKey(id)) {
                tombstones.add(Row.tombstone(id, Row.NO_TIME, survivor, asked));
            }
        });
        if (unknown > 0) {
            LOG.info(
                    "{}: HubSpot did not tell what became of {} records; nothing is marked",
                    load.type().name(),
                    unknown);
        }
        if (!notGiven.isEmpty()) {
            LOG.info(
                    "{}: HubSpot gave {} records neither as live nor as archived, and did not say that it does not find them. Nothing is"
                            + " marked; the next run asks again",
                    load.type().name(),
                    notGiven.size());
            load.commits().update(state -> state.havingNotGiven(notGiven));
        }
        eraseGone(verdicts, askedAtMillis);
        if (load.settings().deletes() == DeleteMode.IGNORE) {
            // A row that was emptied says why; all others stay as they are.
            tombstones.removeIf(row -> row.deletedAtMillis() == Row.NO_TIME);
        }
        if (!tombstones.isEmpty()) {
            load.bury(tombstones);
        }
        if (!inBin.isEmpty() && load.settings().deletes() != DeleteMode.IGNORE) {
            readArchived(inBin);
        }
        return alive;
    }

    /** A record is gone, too, if two runs in a row were not given it. */
    private Verdict withTheRunBefore(long id, Verdict verdict) {
        if (verdict instanceof Verdict.NotGiven) {
            return notGivenBefore.contains(id) ? new Verdict.Gone() : verdict;
        }
        notGivenBefore.remove(id);
        return verdict;
    }

    /** Before they are marked: a run that is killed in between finds them again. */
    private void eraseGone(Map<Long, Verdict> verdicts, long askedAtMillis) {
        var gone = verdicts.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Verdict.Gone)
                .map(Map.Entry::getKey)
                .toList();
        if (!gone.isEmpty()) {
            load.commits().flush();
            load.rows().eraseGone(gone, askedAtMillis);
            load.commits().update(state -> state.havingFoundGone(gone));
        }
    }

    void readArchived(List<Long> ids) {
        load.reader().readArchived(ids, batch -> {
            load.keep(batch, ObjectLoad.Progress.NONE);
            archived.addAndGet(batch.rows().size());
            return IdRange.END;
        });
    }
}
