package io.hubflow.engine.read;

import io.hubflow.engine.checkpoint.PortalFacts.IdOrder;
import io.hubflow.engine.range.IdRange;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.SearchSort;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Cuts what a serial list gives into sections of ids, counts each by search before it is read, and covers it once its ids are
 * all there. A section is small, so that a killed load repeats little; it costs one search. Used by one thread.
 */
final class ListSections {
    /** Ten list pages. */
    private static final int ROWS = 1_000;

    private final RecordSearches searches;
    private final RangeCheck check;
    private final Delivery delivery;
    private final boolean textual;
    private final long compareIdsUpTo;

    private Set<Long> read = new HashSet<>();
    private long from;
    private long to;
    private OptionalLong before = OptionalLong.empty();
    private boolean searchable;

    private ListSections(
            RecordSearches searches,
            RangeCheck check,
            Delivery delivery,
            IdOrder order,
            long compareIdsUpTo,
            boolean searchable) {
        this.searches = searches;
        this.check = check;
        this.delivery = delivery;
        this.textual = order == IdOrder.TEXTUAL;
        this.compareIdsUpTo = compareIdsUpTo;
        this.searchable = searchable;
    }

    /**
     * @param compareIdsUpTo a list of at most so many records is compared id by id, whatever the numbers say
     * @param counted how many records HubSpot has just counted in all: so few that they are one section; absent = not counted
     */
    static ListSections checked(
            RecordSearches searches,
            RangeCheck check,
            Delivery delivery,
            IdOrder order,
            long compareIdsUpTo,
            OptionalLong counted,
            long from) {
        var sections = new ListSections(searches, check, delivery, order, compareIdsUpTo, true);
        if (from == 0 && counted.isPresent() && counted.getAsLong() <= ROWS) {
            sections.to = IdRange.END;
            sections.before = counted;
        } else {
            sections.begin(from);
        }
        return sections;
    }

    /** Everything that is read counts as covered. */
    static ListSections unchecked(RecordSearches searches, RangeCheck check, Delivery delivery, long from) {
        var sections = new ListSections(searches, check, delivery, IdOrder.NUMERIC, 0, false);
        sections.begin(from);
        return sections;
    }

    void add(Set<Long> ids) {
        read.addAll(ids);
    }

    /** As {@link RangeCheck#goesOn}. */
    void goesOn(String cursor, long nextId) {
        check.goesOn(cursor, nextId);
    }

    /** Whether every id below it belongs to a section that can be closed now. */
    boolean endsBy(long id) {
        return to <= id || (!searchable && id > from);
    }

    /** Covers the sections that end at or below the id, and begins the next one. */
    void closeBy(long id) {
        while (endsBy(id)) {
            close(searchable ? to : id);
        }
    }

    /** Covers what was read up to the id, although its section goes on. */
    void closeAt(long id) {
        closeBy(id);
        if (id > from) {
            var range = new IdRange(from, id);
            if (searchable) {
                check.settle(range, within(range), OptionalLong.empty());
            } else {
                delivery.cover(range);
            }
        }
    }

    /** Covers everything from the section's start on: the list has ended. */
    void closeLast() {
        var range = new IdRange(from, IdRange.END);
        if (!searchable) {
            delivery.cover(range);
        } else if (from == 0 && before.isPresent() && before.getAsLong() <= compareIdsUpTo) {
            check.prove(range, read);
        } else {
            check.settle(range, read, to == IdRange.END ? before : OptionalLong.empty());
        }
    }

    private void close(long end) {
        var range = new IdRange(from, end);
        if (searchable) {
            check.settle(range, within(range), before);
        } else {
            delivery.cover(range);
        }
        var rest = new HashSet<Long>();
        for (var id : read) {
            if (id >= end) {
                rest.add(id);
            }
        }
        read = rest;
        begin(end);
    }

    private Set<Long> within(IdRange range) {
        var ids = new HashSet<Long>();
        for (var id : read) {
            if (id < 0 || range.contains(id)) {
                ids.add(id);
            }
        }
        return ids;
    }

    private void begin(long start) {
        from = start;
        to = IdRange.END;
        before = OptionalLong.empty();
        if (!searchable) {
            return;
        }
        try {
            var filters = SearchQuery.EVERYTHING.within(start, IdRange.END);
            var page = searches.searchAt(filters, SearchSort.ascending(RecordFetcher.ID), ROWS);
            if (page.records().isEmpty()) {
                before = page.total();
                return;
            }
            to = Math.max(start + 1, page.records().get(0).id());
            before = textual
                    ? OptionalLong.of(searches.count(SearchQuery.EVERYTHING.within(start, to)))
                    : OptionalLong.of(ROWS);
        } catch (ConnectorException e) {
            if (!RangeCheck.refused(e)) {
                throw e;
            }
            searchable = false;
        }
    }
}
