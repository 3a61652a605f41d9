package io.hubflow.engine.fact;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.FactProgress;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.privacy.Protections;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.DealSplit;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.SearchRequest;
import io.hubflow.hubspot.SearchSort;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads which splits a deal has and whose they are, a hundred deals a call. A split does not name its deal: for splits that
 * changed, the deals that were modified last are asked for theirs. Thread-safe.
 */
final class DealSplitPairReader implements PairReader {
    static final String DEAL = "deal_id";
    static final String SPLIT = "split_id";
    private static final String OWNER = "hubspot_owner_id";

    /**
     * Deals that are asked for changed splits: ten searches and twenty reads a thousand changed splits at most. A split of
     * another deal is found when its deal is read again.
     */
    private static final int DEALS_ASKED = 2_000;

    private final LinkPair pair;
    private final HubSpotClient client;
    private final FactClock clock;
    private final LinkProblems problems;
    private final Protections protections;
    private volatile boolean lost;

    /** @param protections of the properties of splits */
    DealSplitPairReader(
            LinkPair pair, HubSpotClient client, FactClock clock, LinkProblems problems, Protections protections) {
        this.protections = protections;
        this.pair = pair;
        this.client = client;
        this.clock = clock;
        this.problems = problems;
    }

    /** A row for each live split of a deal. */
    static FactTable table(String name) {
        return new FactTable(
                name,
                List.of(
                        new Column(DEAL, ColumnType.BIGINT),
                        new Column(SPLIT, ColumnType.BIGINT),
                        new Column("owner_id", ColumnType.VARCHAR)),
                List.of(DEAL, SPLIT),
                DEAL,
                FactTable.Keep.CURRENT);
    }

    @Override
    public LinkPair pair() {
        return pair;
    }

    @Override
    public FactTable table() {
        return pair.factTable();
    }

    @Override
    public boolean isLost() {
        return lost;
    }

    @Override
    public ObjectState effect(ObjectState state) {
        var known = state.readAt(clock.newestMillis());
        return lost ? known.mapFactTable(pair.table(), FactProgress::again) : known;
    }

    @Override
    public List<FactSet> read(List<Long> dealIds) {
        return unlessRefused(() -> {
            var sets = new ArrayList<FactSet>(dealIds.size());
            for (var from = 0; from < dealIds.size(); from += HubSpotClient.MAX_BATCH) {
                var some = dealIds.subList(from, Math.min(from + HubSpotClient.MAX_BATCH, dealIds.size()));
                var readAtMillis = clock.sending();
                var splits = client.fetchDealSplits(some);
                some.forEach(deal ->
                        sets.add(new FactSet(deal, readAtMillis, rows(deal, splits.getOrDefault(deal, List.of())))));
            }
            return sets;
        });
    }

    @Override
    public List<Long> findOwners(List<Long> splitIds) {
        return splitIds.isEmpty() ? List.of() : unlessRefused(() -> findDeals(splitIds));
    }

    private List<Long> findDeals(List<Long> splitIds) {
        var wanted = new HashSet<>(splitIds);
        var found = new ArrayList<Long>();
        Optional<String> after = Optional.empty();
        for (var asked = 0; asked < DEALS_ASKED; asked += SearchRequest.MAX_LIMIT) {
            var page = client.searchRecords(new SearchRequest(
                    pair.from().apiName(),
                    List.of(),
                    Optional.of(SearchSort.descending(ObjectType.MODIFIED)),
                    PropertySelection.none(),
                    after,
                    SearchRequest.MAX_LIMIT));
            var deals = page.records().stream().map(HubSpotRecord::id).toList();
            for (var from = 0; from < deals.size() && !wanted.isEmpty(); from += HubSpotClient.MAX_BATCH) {
                var some = deals.subList(from, Math.min(from + HubSpotClient.MAX_BATCH, deals.size()));
                take(client.fetchDealSplits(some), wanted, found);
            }
            after = page.nextAfter();
            if (wanted.isEmpty() || after.isEmpty()) {
                break;
            }
        }
        return found;
    }

    private static void take(Map<Long, List<DealSplit>> splitsByDeal, Set<Long> wanted, List<Long> found) {
        splitsByDeal.forEach((deal, splits) -> {
            var ids = splits.stream().map(DealSplit::id).toList();
            if (wanted.removeAll(ids)) {
                found.add(deal);
            }
        });
    }

    private <T> List<T> unlessRefused(Supplier<List<T>> reading) {
        if (lost) {
            return List.of();
        }
        try {
            return reading.get();
        } catch (ConnectorException e) {
            if (!LinkProblems.isAboutPair(e)) {
                throw e;
            }
            lost = true;
            problems.lost(pair, e);
            return List.of();
        }
    }

    private List<@Nullable Object[]> rows(long dealId, List<DealSplit> splits) {
        var rows = new ArrayList<@Nullable Object[]>(splits.size());
        for (var split : splits) {
            rows.add(new @Nullable Object[] {dealId, split.id(), owner(split)});
        }
        return rows;
    }

    private @Nullable String owner(DealSplit split) {
        var owner = split.properties().getOrDefault(OWNER, "");
        return owner.isEmpty() ? null : protections.value(OWNER, owner);
    }
}
