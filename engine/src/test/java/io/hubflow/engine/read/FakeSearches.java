package io.hubflow.engine.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Reading;
import io.hubflow.engine.range.IdRange;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.RecordPage;
import io.hubflow.hubspot.SearchFilter;
import io.hubflow.hubspot.SearchRequest;
import io.hubflow.hubspot.SearchSort;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Searches of a portal of ids alone, whose answers a test can spoil, and what a reading of it delivers. What happens between two
 * calls, {@link #beforeCall} does.
 */
final class FakeSearches extends Delivered implements RecordSearches {
    /** Live records. */
    final TreeSet<Long> ids = new TreeSet<>();
    /** Those of them that searches count and do not show. */
    final Set<Long> hiddenFromSearch = new HashSet<>();
    /** Those of them that neither the list nor a batch read gives. */
    final Set<Long> hiddenFromList = new HashSet<>();

    boolean sortsAsText;
    int longestPage = SearchRequest.MAX_LIMIT;
    boolean listCanBeEntered = true;
    /** Whatever cursor it is given, the list begins with its first record. */
    boolean listAlwaysBegins;

    boolean everything = true;
    /** What searches are refused with; null = they are answered. */
    @Nullable
    ErrorCode refusal;

    /** Told the number of each call, from 1, before it is answered. */
    IntConsumer beforeCall = call -> {};
    /** Takes the page that would be answered to a search, and its number, and gives the one that is. */
    BiFunction<Integer, RecordPage, RecordPage> spoil = (call, page) -> page;

    int calls;
    final List<Long> offsets = new ArrayList<>();

    static FakeSearches of(long... ids) {
        var portal = new FakeSearches();
        LongStream.of(ids).forEach(portal.ids::add);
        return portal;
    }

    /** So many records, the first with the id {@code first}, each {@code step} above the one before. */
    static FakeSearches of(long first, int count, long step) {
        return of(LongStream.range(0, count).map(i -> first + i * step).toArray());
    }

    RangeCheck check(Delivery delivery) {
        return new RangeCheck(this, SearchQuery.EVERYTHING, delivery, this);
    }

    @Override
    public Room awaitSearchRoom() {
        return () -> {};
    }

    @Override
    public boolean findsEverything() {
        return everything;
    }

    @Override
    public ListedPage search(List<SearchFilter> filters, Optional<String> after, int limit) {
        return ListedPage.searched(page(filters, after, limit), ListedPage.Content.WHOLE, Reading.byId(1), limit);
    }

    @Override
    public ListedPage searchIds(List<SearchFilter> filters, Optional<String> after, int limit) {
        return ListedPage.searched(page(filters, after, limit), ListedPage.Content.IDS, Reading.byId(1), limit);
    }

    @Override
    public RecordPage searchAt(List<SearchFilter> filters, SearchSort sort, long rank) {
        return page(filters, Optional.of(Long.toString(rank)), 1);
    }

    @Override
    public long count(List<SearchFilter> filters) {
        answer();
        requireSearches();
        return found(filters).size();
    }

    @Override
    public ListedPage listIds(Optional<String> after) {
        answer();
        var from = listAlwaysBegins ? 0 : after.map(Long::parseLong).orElse(0L);
        if (from > 0 && !listCanBeEntered) {
            throw new ConnectorException(ErrorCode.HUBSPOT_REQUEST_REFUSED, "No such cursor.", "", "");
        }
        var all = ids.tailSet(from).stream()
                .filter(id -> !hiddenFromList.contains(id))
                .limit(101)
                .toList();
        var shown = all.subList(0, Math.min(100, all.size()));
        var next = all.size() > 100 ? Optional.of(Long.toString(all.get(100))) : Optional.<String>empty();
        return new ListedPage(page(shown, next, OptionalLong.empty()), ListedPage.Content.IDS, Reading.byId(1));
    }

    @Override
    public FetchedRecords complete(ListedPage listed) {
        return new FetchedRecords(listed.page().records(), listed.page().malformed(), List.of(), Reading.byId(1));
    }

    @Override
    public FetchedRecords batchRead(List<Long> wanted) {
        answer();
        var given = wanted.stream()
                .filter(id -> ids.contains(id) && !hiddenFromList.contains(id))
                .toList();
        return new FetchedRecords(records(given), List.of(), List.of(), Reading.byId(1));
    }

    private void answer() {
        beforeCall.accept(++calls);
    }

    private RecordPage page(List<SearchFilter> filters, Optional<String> after, int limit) {
        answer();
        requireSearches();
        var all = found(filters);
        var offset = after.map(Long::parseLong).orElse(0L);
        assertThat(offset + limit).as("HubSpot's window").isLessThanOrEqualTo(SearchRequest.MAX_WINDOW);
        offsets.add(offset);
        var from = (int) Math.min(offset, all.size());
        var to = Math.min(all.size(), from + Math.min(limit, longestPage));
        var next = to < all.size() ? Optional.of(Integer.toString(to)) : Optional.<String>empty();
        var shown = all.subList(from, to).stream()
                .filter(id -> !hiddenFromSearch.contains(id))
                .toList();
        return spoil.apply(calls, page(shown, next, OptionalLong.of(all.size())));
    }

    private void requireSearches() {
        if (refusal != null) {
            throw new ConnectorException(refusal, "No.", "", "");
        }
    }

    private List<Long> found(List<SearchFilter> filters) {
        var from = 0L;
        var to = IdRange.END;
        for (var filter : filters) {
            if (filter.property().equals(RecordFetcher.ID)) {
                var bound = Long.parseLong(filter.value().orElseThrow());
                switch (filter.operator()) {
                    case GT -> from = bound + 1;
                    case LT -> to = bound;
                    default -> throw new AssertionError("not asked by ranges: " + filter);
                }
            }
        }
        var found = ids.subSet(from, to);
        return sortsAsText
                ? found.stream()
                        .map(String::valueOf)
                        .sorted()
                        .map(Long::valueOf)
                        .toList()
                : List.copyOf(found);
    }

    static RecordPage page(List<Long> shown, Optional<String> next, OptionalLong total) {
        return new RecordPage(records(shown), List.of(), List.of(), List.of(), next, total, Instant.EPOCH);
    }

    private static List<HubSpotRecord> records(List<Long> ids) {
        return ids.stream()
                .map(id -> new HubSpotRecord(id, 1, 2, false, HubSpotRecord.NOT_ARCHIVED, new @Nullable String[0]))
                .toList();
    }
}
