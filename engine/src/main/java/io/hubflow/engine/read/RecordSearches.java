package io.hubflow.engine.read;

import io.hubflow.hubspot.RecordPage;
import io.hubflow.hubspot.SearchFilter;
import io.hubflow.hubspot.SearchSort;
import java.util.List;
import java.util.Optional;

/**
 * The calls by which ranges of ids are read and checked: of {@link KeysetSearch}, {@link OffsetSearch} and {@link RangeCheck}.
 * What each of them throws when HubSpot refuses is what {@link RecordFetcher} says.
 */
interface RecordSearches {
    /** Memory that is kept free for one page; given back when it is closed, which may happen more than once. */
    @FunctionalInterface
    interface Room extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits for the memory that a page of a search takes; to be held from the call until the page was handed on. */
    Room awaitSearchRoom();

    /** Whether searches find every record. */
    boolean findsEverything();

    /** A page of records by ascending id; of ids alone while what a search brings would lose to rows that are there. */
    ListedPage search(List<SearchFilter> filters, Optional<String> after, int limit);

    /** A page of ids, ascending. */
    ListedPage searchIds(List<SearchFilter> filters, Optional<String> after, int limit);

    /** A page of one id: the one that {@code rank} others come before in this order. */
    RecordPage searchAt(List<SearchFilter> filters, SearchSort sort, long rank);

    /** How many records a search finds. */
    long count(List<SearchFilter> filters);

    /** A page of ids by HubSpot's list. */
    ListedPage listIds(Optional<String> after);

    /** The page's records with all their properties; ids that are gone meanwhile are left out, see {@link BatchReads}. */
    FetchedRecords complete(ListedPage listed);

    /** As {@link BatchReads#read}. */
    FetchedRecords batchRead(List<Long> ids);
}
