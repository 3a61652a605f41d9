package io.hubflow.engine.read;

import io.hubflow.engine.range.IdRange;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.SearchRequest;
import io.hubflow.hubspot.SearchSort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * The completeness check that every way of reading ends with: are the ids that were read in a range all that HubSpot has
 * there? What is missing is read by id. What HubSpot counts but does not give is reported, and the range is not called
 * covered, so that it is read again.
 *
 * <p>Two numbers may be equal although one record is missing and another one left, so a number alone is believed only if it
 * was counted before the reading began, and if the list went on by ids. Otherwise sets of ids are compared: a search page that
 * has no next cursor and as many ids as its own {@code total} is one moment's whole truth about its range, so a range is halved
 * until it fits into one page. That works in whatever order a portal sorts ids and however fast its records change. Used by one
 * thread at a time.
 */
final class RangeCheck {
    /** Times a page is asked for that does not hold what it counts: the index may just be moving. */
    private static final int PAGE_TRIES = 4;

    /** Ids on a page that say that the range really holds more than a page, whatever its total is worth. */
    private static final int WORTH_SPLITTING = SearchRequest.MAX_LIMIT / 2;

    /** Records that were read and that one page proves, with room for some that came since. */
    private static final int READ_FOR_A_PAGE = SearchRequest.MAX_LIMIT * 9 / 10;

    private static final long UNKNOWN = -1;

    /** A range that shows two ids has two halves. */
    private static final int LEAST_TO_SPLIT = 2;

    /**
     * Times ranges are halved for one proof, besides once for each record that HubSpot counts when it begins. More only happens
     * where records are created as fast as ranges are proven: such a proof would not end.
     */
    private static final int SPARE_HALVINGS = 100;

    /** Times a range is looked at whole before its records that are counted and not shown are reported. */
    private static final int LOOKS = 3;

    /** Pages followed by HubSpot's own cursors: as many as hold what fits into one search page, and some short ones. */
    private static final int MOST_PAGES = 8;

    private final RecordSearches searches;
    private final SearchQuery query;
    private final Delivery delivery;
    private final ReadNotices notices;
    private boolean wentOnByIds = true;

    RangeCheck(RecordSearches searches, SearchQuery query, Delivery delivery, ReadNotices notices) {
        this.searches = searches;
        this.query = query;
        this.delivery = delivery;
        this.notices = notices;
    }

    /**
     * Takes note of how a list goes on. A cursor that is no id may be a position in the list. Then the list passes over a record
     * when an earlier one leaves, and a record that comes meanwhile makes up for it in the number: from then on ids are compared.
     *
     * @param nextId the id above every one that the list has shown so far; a position is never that high
     */
    void goesOn(String cursor, long nextId) {
        wentOnByIds &= isAtLeast(cursor, nextId);
    }

    private static boolean isAtLeast(String cursor, long id) {
        try {
            return Long.parseLong(cursor) >= id;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /**
     * Covers a range that was read by list, unless HubSpot's search counts other records there.
     *
     * @param read every id that was read in the range
     * @param before HubSpot's count before the reading; absent = not counted
     */
    void settle(IdRange range, Set<Long> read, OptionalLong before) {
        var counted = before.isPresent() ? before : count(range);
        // A type that cannot be searched has no second witness: its list is all there is to know.
        if (counted.isEmpty() || (wentOnByIds && counted.getAsLong() == read.size())) {
            delivery.cover(range);
        } else {
            prove(range, read);
        }
    }

    /** Empty where the type cannot be searched. */
    private OptionalLong count(IdRange range) {
        try {
            return OptionalLong.of(searches.count(query.within(range.from(), range.to())));
        } catch (ConnectorException e) {
            if (refused(e)) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    /** Whether HubSpot does not offer this way of reading. */
    static boolean refused(ConnectorException e) {
        return e.code() == ErrorCode.HUBSPOT_REQUEST_REFUSED || e.code() == ErrorCode.HUBSPOT_NOT_FOUND;
    }

    /**
     * Compares the ids that were read with those that HubSpot shows, and covers what of the range is whole then. Where more was read
     * than one page holds, the range is cut beforehand: about six searches for each 1,000 records.
     */
    void prove(IdRange range, Set<Long> read) {
        var ids = new TreeSet<>(read);
        var from = range.from();
        for (var cut : cuts(ids.subSet(range.from(), range.to()))) {
            new Proof(ids).prove(new IdRange(from, cut));
            from = cut;
        }
        new Proof(ids).prove(new IdRange(from, range.to()));
    }

    /** How many searches {@link #prove} takes where nothing is missing. */
    static long searchesToProve(long read) {
        return Math.max(1, (read + READ_FOR_A_PAGE - 1) / READ_FOR_A_PAGE);
    }

    /** The first id of each part but the first. */
    private static List<Long> cuts(Set<Long> ascending) {
        var cuts = new ArrayList<Long>();
        var place = 0;
        for (var id : ascending) {
            if (place > 0 && place % READ_FOR_A_PAGE == 0) {
                cuts.add(id);
            }
            place++;
        }
        return cuts;
    }

    /** One range, halved as long as that helps. */
    private final class Proof {
        private final TreeSet<Long> read;
        private long halvings = UNKNOWN;

        Proof(TreeSet<Long> read) {
            this.read = read;
        }

        void prove(IdRange range) {
            var filters = query.within(range.from(), range.to());
            var shown = new TreeSet<Long>();
            var counted = 0L;
            var more = true;
            for (var tries = 0; tries < PAGE_TRIES; tries++) {
                var listed = searches.searchIds(filters, Optional.empty(), SearchRequest.MAX_LIMIT);
                var page = listed.page();
                var found = listed.keysIn(range);
                counted = page.total().orElse(found.size());
                if (page.nextAfter().isEmpty() && counted == found.size()) {
                    readMissing(found, read, range);
                    delivery.cover(range);
                    return;
                }
                if (counted > SearchRequest.MAX_LIMIT && found.size() >= WORTH_SPLITTING && mayHalve(counted)) {
                    halve(range, counted);
                    return;
                }
                shown.addAll(found);
                more &= page.nextAfter().isPresent();
            }
            if (more && shown.size() >= LEAST_TO_SPLIT && counted > shown.size() && mayHalve(counted)) {
                // HubSpot's pages are shorter than what they were asked for, each time.
                halve(range, counted);
                return;
            }
            readMissing(shown, read, range);
            lookWhole(range);
        }

        /** By every way there is, until HubSpot's count stands still for one look and no record is left out. */
        private void lookWhole(IdRange range) {
            var missing = 1L;
            for (var tries = 0; tries < LOOKS; tries++) {
                var look = look(range);
                readMissing(look.ids(), read, range);
                if (look.isWhole()) {
                    delivery.cover(range);
                    return;
                }
                missing = Math.max(1, look.counted() - look.ids().size());
            }
            notices.incomplete(range, missing);
        }

        private boolean mayHalve(long counted) {
            if (halvings == UNKNOWN) {
                halvings = counted + SPARE_HALVINGS;
            }
            return halvings > 0;
        }

        private void halve(IdRange range, long counted) {
            halvings--;
            var middle = middle(range, read, counted);
            prove(new IdRange(range.from(), middle));
            prove(new IdRange(middle, range.to()));
        }
    }

    private void readMissing(Set<Long> shown, TreeSet<Long> read, IdRange range) {
        var missing = shown.stream()
                .filter(id -> range.contains(id) && !read.contains(id))
                .toList();
        if (!missing.isEmpty()) {
            delivery.deliver(searches.batchRead(missing), Optional.empty(), OptionalLong.empty());
            read.addAll(missing);
        }
    }

    /** An id that about half of the range's records lie below: of those that were read, or of those that HubSpot counts. */
    private long middle(IdRange range, TreeSet<Long> read, long counted) {
        var known = read.subSet(range.from(), range.to());
        var id = known.size() * 2L >= counted
                ? known.stream().skip(known.size() / 2).findFirst().orElse(0L)
                : idAtRank(range, Math.min(counted / 2, SearchRequest.MAX_WINDOW - SearchRequest.MAX_LIMIT));
        return id > range.from() && id < range.to() ? id : range.from() + range.width() / 2;
    }

    private long idAtRank(IdRange range, long rank) {
        var page =
                searches.searchAt(query.within(range.from(), range.to()), SearchSort.ascending(RecordFetcher.ID), rank);
        return page.records().isEmpty() ? 0 : page.records().get(0).id();
    }

    /**
     * What HubSpot showed at once, or nearly so. Ids of several looks say nothing together: one that left after the first makes up
     * for one that is never shown.
     *
     * @param counted the same before, between and after; {@link #UNKNOWN} where it was not
     */
    private record Look(Set<Long> ids, long counted) {
        boolean isWhole() {
            return counted != UNKNOWN && ids.size() >= counted;
        }
    }

    private Look look(IdRange range) {
        var filters = query.within(range.from(), range.to());
        var ids = new HashSet<Long>();
        var counts = new HashSet<Long>();
        Optional<String> after = Optional.empty();
        for (var pages = 0; pages < MOST_PAGES; pages++) {
            var listed = searches.searchIds(filters, after, SearchRequest.MAX_LIMIT);
            ids.addAll(listed.keysIn(range));
            counts.add(listed.page().total().orElse(UNKNOWN));
            after = listed.page().nextAfter();
            if (after.isEmpty()) {
                break;
            }
        }
        if (query.filters().isEmpty() && searches.findsEverything() && ids.addAll(list(range))) {
            counts.add(searches.count(filters)); // what the list alone shows may have come since
        }
        return new Look(ids, counts.size() == 1 ? counts.iterator().next() : UNKNOWN);
    }

    /** The ids that the list shows in the range; none where the list cannot be entered there. */
    private Set<Long> list(IdRange range) {
        var ids = new HashSet<Long>();
        var after = range.from() == 0 ? Optional.<String>empty() : Optional.of(Long.toString(range.from()));
        for (var pages = 0; pages < MOST_PAGES; pages++) {
            final long[] page;
            try {
                var listed = searches.listIds(after);
                page = listed.ids();
                after = listed.page().nextAfter();
            } catch (ConnectorException e) {
                if (refused(e)) {
                    return Set.of();
                }
                throw e;
            }
            if (Arrays.stream(page).anyMatch(id -> id < range.from())) {
                return Set.of();
            }
            Arrays.stream(page).filter(range::contains).forEach(ids::add);
            var passed = Arrays.stream(page).anyMatch(id -> id >= range.to());
            if (after.isEmpty() || passed) {
                break;
            }
        }
        return ids;
    }
}
