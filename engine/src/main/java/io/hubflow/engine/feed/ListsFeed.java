package io.hubflow.engine.feed;

import io.hubflow.engine.catalog.SettingsTables;
import io.hubflow.hubspot.RecordList;
import java.util.List;
import java.util.Optional;

/**
 * The lists of the portal, without their members. An answer without lists may be short: the rows of the last ones are marked as
 * removed only when HubSpot, asked for each list whose members are stored, knows none of them.
 */
public final class ListsFeed implements SideFeed {
    static final String NAME = "lists";

    private volatile Optional<List<RecordList>> found = Optional.empty();

    /** Every list that HubSpot gave in this run; absent when it did not give them. */
    Optional<List<RecordList>> found() {
        return found;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of(SettingsTables.LISTS);
    }

    private static boolean areGone(FeedRun run) {
        var known = MembershipsFeed.storedLists(run.streams());
        return !known.isEmpty() && known.stream().noneMatch(run.client().portalSettings()::hasList);
    }

    @Override
    public void run(FeedRun run) {
        var lists = run.client().portalSettings().fetchLists();
        found = Optional.of(lists);
        new ReferenceFeed(NAME, SettingsTables.LISTS, "reference/lists", all -> {
                    var table = SettingsTables.lists(lists, run.nowMillis());
                    return lists.isEmpty() && areGone(all) ? table.withNoneLeft() : table;
                })
                .run(run);
    }
}
