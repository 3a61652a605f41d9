package io.hubflow.engine.forecast;

import io.hubflow.engine.forecast.Timetable.Tally;
import io.hubflow.engine.read.ListRoute;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.SearchRequest;

/** The calls of one page, and of a range page after page, with the work on its records and their facts. */
final class PageReads {
    private final Timetable time;
    private final String objectType;
    private final double nanosPerRecord;
    private final FactsModel facts;
    private final boolean changes;

    /**
     * @param nanosPerRecord processor time
     * @param changes whether these are records that changed, so that links from the other side are looked for, too
     */
    PageReads(Timetable time, String objectType, double nanosPerRecord, FactsModel facts, boolean changes) {
        this.nanosPerRecord = nanosPerRecord;
        this.time = time;
        this.objectType = objectType;
        this.facts = facts;
        this.changes = changes;
    }

    /** Which part of what a search page shows is read by id, 0 = none, 1 = all. */
    record ById(double part) {
        static final ById NONE = new ById(0);
        static final ById ALL = new ById(1);

        static ById unsearchable(int properties) {
            return properties > 0 ? ALL : NONE;
        }

        private long calls(long rows) {
            return Pages.of(Math.round(rows * part), HubSpotClient.MAX_BATCH);
        }
    }

    void listPage(long rows, ListRoute lists, Tally tally, Runnable then) {
        Runnable delivered = () -> deliver(rows, tally, then);
        switch (lists) {
            case WHOLE -> time.call(CallKind.LIST, objectType, tally, delivered);
            case HALVES -> {
                var halves = new Joint(delivered);
                halves.begin();
                halves.begin();
                time.call(CallKind.LIST, objectType, tally, halves::end);
                time.call(CallKind.LIST, objectType, tally, halves::end);
                halves.allBegun();
            }
            case BATCHES ->
                time.call(
                        CallKind.LIST,
                        objectType,
                        tally,
                        () -> time.calls(
                                Pages.of(rows, HubSpotClient.MAX_BATCH),
                                CallKind.BATCH_READ,
                                objectType,
                                tally,
                                delivered));
        }
    }

    /** A range by searches: at least one, which shows that there is nothing. */
    void bySearch(long rows, ById byId, Tally tally, Runnable then) {
        var some = Math.min(rows, SearchRequest.MAX_LIMIT);
        searchPage(some, byId, tally, () -> {
            if (rows > some) {
                bySearch(rows - some, byId, tally, then);
            } else {
                then.run();
            }
        });
    }

    void searchPage(long rows, ById byId, Tally tally, Runnable then) {
        time.call(
                CallKind.SEARCH,
                objectType,
                tally,
                () -> time.calls(
                        byId.calls(rows), CallKind.BATCH_READ, objectType, tally, () -> deliver(rows, tally, then)));
    }

    private void deliver(long rows, Tally tally, Runnable then) {
        time.work(rows * nanosPerRecord, () -> facts.add(rows, changes, tally, then));
    }
}
