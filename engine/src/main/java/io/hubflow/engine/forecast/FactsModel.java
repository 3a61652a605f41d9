package io.hubflow.engine.forecast;

import io.hubflow.engine.fact.FactRequest;
import io.hubflow.engine.forecast.Timetable.Tally;
import io.hubflow.hubspot.HubSpotClient;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The links and histories of records on their way to their table, in groups as {@code FactGroups} makes them: a group's facts are
 * read while the next rows come, and rows wait while too many groups are under way.
 */
final class FactsModel {
    private final Timetable time;
    private final TypeWork work;
    private final double nanosPerFact;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private double kept = 1;
    private long filling;
    private int inFlight;

    FactsModel(Timetable time, TypeWork work, Machine machine) {
        this.time = time;
        this.work = work;
        this.nanosPerFact = machine.nanosPerFact();
    }

    /** From now on, of the rows that come only this part is kept. */
    void keep(double part) {
        kept = part;
    }

    /** Takes rows of records. @param then goes on once there is room for them */
    void add(long read, boolean changed, Tally tally, Runnable then) {
        var rows = Math.round(read * kept);
        if (!hasReaders(changed)) {
            then.run();
            return;
        }
        if (filling + rows > FactRequest.MOST_IDS) {
            whenRoom(() -> {
                dispatch(changed, tally);
                take(rows, changed, tally, then);
            });
        } else {
            take(rows, changed, tally, then);
        }
    }

    private boolean hasReaders(boolean changed) {
        return work.linkPairs() > 0 || work.dealSplits() || work.histories() || (changed && work.reversePairs() > 0);
    }

    private void take(long rows, boolean changed, Tally tally, Runnable then) {
        filling += rows;
        if (filling < FactRequest.MOST_IDS) {
            then.run();
            return;
        }
        whenRoom(() -> {
            dispatch(changed, tally);
            then.run();
        });
    }

    private void whenRoom(Runnable then) {
        if (inFlight < FactRequest.MOST_GROUPS) {
            then.run();
        } else {
            waiting.add(then);
        }
    }

    /** Sends what is still being collected on its way, and goes on once all is there. */
    void drain(boolean changed, Tally tally, Runnable then) {
        if (filling > 0) {
            whenRoom(() -> {
                dispatch(changed, tally);
                drain(changed, tally, then);
            });
        } else if (inFlight > 0) {
            waiting.add(() -> drain(changed, tally, then));
        } else {
            then.run();
        }
    }

    private void dispatch(boolean changed, Tally tally) {
        var rows = filling;
        filling = 0;
        if (rows == 0) {
            return;
        }
        inFlight++;
        var reading = new Joint(this::arrived);
        for (var pair = 0; pair < work.linkPairs(); pair++) {
            reading.begin();
            links(rows, tally, reading::end);
        }
        if (work.dealSplits()) {
            reading.begin();
            splits(rows, tally, reading::end);
        }
        if (work.histories()) {
            reading.begin();
            histories(rows, tally, reading::end);
        }
        for (var pair = 0; changed && pair < work.reversePairs(); pair++) {
            // Who is linked with them, and all links of those.
            reading.begin();
            time.calls(2, CallKind.ASSOCIATIONS, work.objectType(), tally, reading::end);
        }
        reading.allBegun();
    }

    private void arrived() {
        inFlight--;
        var next = waiting.poll();
        if (next != null) {
            next.run();
        }
    }

    void links(long rows, Tally tally, Runnable then) {
        read(rows, FactRequest.MOST_IDS, CallKind.ASSOCIATIONS, tally, then);
    }

    void splits(long rows, Tally tally, Runnable then) {
        read(rows, HubSpotClient.MAX_BATCH, CallKind.BATCH_READ, tally, then);
    }

    void histories(long rows, Tally tally, Runnable then) {
        read(rows, HubSpotClient.MAX_HISTORY_BATCH, CallKind.BATCH_READ, tally, then);
    }

    private void read(long rows, int perCall, CallKind kind, Tally tally, Runnable then) {
        time.calls(Pages.of(rows, perCall), kind, work.objectType(), tally, () -> time.work(rows * nanosPerFact, then));
    }

    /** Facts of rows that are there, group by group with several under way. */
    void load(long rows, Reader reader, Tally tally, Runnable then) {
        var left = new long[] {rows};
        var all = new Joint(then);
        for (var lane = 0; lane < FactRequest.MOST_GROUPS; lane++) {
            all.begin();
            loadNext(left, reader, tally, all::end);
        }
        all.allBegun();
    }

    private void loadNext(long[] left, Reader reader, Tally tally, Runnable then) {
        var rows = Math.min(left[0], FactRequest.MOST_IDS);
        if (rows == 0) {
            then.run();
            return;
        }
        left[0] -= rows;
        reader.read(rows, tally, () -> loadNext(left, reader, tally, then));
    }

    /** One kind of facts. */
    @FunctionalInterface
    interface Reader {
        void read(long rows, Tally tally, Runnable then);
    }
}
