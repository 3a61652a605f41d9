package io.hubflow.engine.feed;

import io.hubflow.engine.checkpoint.Lifetime;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.commit.GroupCommits;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactStage;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.report.LostTable;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.MembershipPage;
import io.hubflow.hubspot.PortalSettings;
import io.hubflow.hubspot.RecordList;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which records are in which list. A list is read whole, in bounded memory, and its members replace those of the last reading.
 * One whose size and times of change are those of the last reading is not read again for a week. A list that HubSpot left out
 * loses its members only when HubSpot, asked for it by id in two ways, does not know it: an answer may be short or empty.
 */
public final class MembershipsFeed implements SideFeed {
    static final String STREAM = "reference/memberships";

    /** HubSpot's times of change are documented by name only, so they are not trusted for ever. */
    private static final Lifetime LIFETIME = new Lifetime(Duration.ofDays(7));

    /** More pages than this of one list mean a cursor that goes round: ten million members. */
    private static final int MAX_PAGES = 100_000;

    /** More lists than a portal may have: HubSpot allows some thousands. */
    private static final int MOST_LISTS = 100_000;

    /** It is searched by its id, and then asked for by its address. */
    private static final int CALLS_OF_A_LIST_THAT_IS_GONE = 2;

    private static final FactTable TABLE = new FactTable(
            "hubspot_list_memberships",
            List.of(
                    new Column("list_id", ColumnType.BIGINT),
                    new Column("record_id", ColumnType.BIGINT),
                    new Column("membership_timestamp", ColumnType.TIMESTAMP)),
            List.of("list_id", "record_id"),
            "list_id",
            FactTable.Keep.CURRENT);

    private final ListsFeed lists;
    private volatile long foreseenCalls;

    public MembershipsFeed(ListsFeed lists) {
        this.lists = lists;
    }

    /**
     * What is kept: the lists whose members are in the table.
     *
     * @param unmade whether none of them has had a member yet, so that the destination has not made the table
     * @param newestReadAtMillis the latest time of reading that any list was given, one that is gone since too; 0 in states of older
     *     versions
     */
    record State(Map<String, Loaded> lists, boolean unmade, long newestReadAtMillis) {
        State {
            lists = Map.copyOf(lists);
            newestReadAtMillis = Math.max(
                    newestReadAtMillis,
                    lists.values().stream()
                            .mapToLong(Loaded::readAtMillis)
                            .max()
                            .orElse(0));
        }
    }

    /**
     * A list whose members are in the table.
     *
     * @param mark its size and times of change then; empty when HubSpot did not tell
     */
    record Loaded(String mark, long readAtMillis) {}

    /** Ids of the lists whose members were stored by earlier runs. */
    static Set<String> storedLists(Streams streams) {
        return stored(streams).map(state -> state.lists().keySet()).orElse(Set.of());
    }

    private static Optional<State> stored(Streams streams) {
        return streams.find(STREAM, State.class);
    }

    /**
     * Has the members of every list read again where somebody dropped the table or put another one in its place. Lists that are only
     * in that one are asked for too, so that their members go if HubSpot does not have them. This is committed before anything is
     * read: a destination tells of a replaced table only until the next commit.
     *
     * @param notice takes a sentence for the operator
     */
    public static void reloadLost(
            Streams streams, GroupCommits.CommitParticipant commits, Destination destination, Consumer<String> notice) {
        var state = stored(streams).filter(one -> !one.unmade()).orElse(null);
        if (state == null) {
            return;
        }
        var isThere = destination.hasTable(TABLE.name());
        if (isThere && !destination.isReplaced(TABLE.name())) {
            return;
        }
        notice.accept(new LostTable(TABLE.name(), isThere).members());
        if (isThere) {
            var lists = new TreeMap<String, Loaded>();
            // The state does not say when a deleted list was read last, and the clock may have gone back since. The
            // latest time
            // of all lists is late enough.
            var newest = state.newestReadAtMillis();
            destination
                    .findOwners(TABLE, MOST_LISTS)
                    .forEach(id -> lists.put(Long.toString(id), new Loaded("", newest)));
            state.lists().forEach((id, loaded) -> lists.put(id, new Loaded("", loaded.readAtMillis())));
            var next = StateCodec.write(new State(lists, false, newest));
            commits.commit(Commit.ofCheckpoints(List.of(streams.next(STREAM, next))));
        }
    }

    @Override
    public String name() {
        return "list memberships";
    }

    @Override
    public List<String> tables() {
        return List.of(TABLE.name());
    }

    @Override
    public List<String> after() {
        return List.of(ListsFeed.NAME);
    }

    @Override
    public void run(FeedRun run) {
        var found = lists.found();
        if (found.isEmpty()) {
            return;
        }
        foreseenCalls =
                foreseenCalls(run.streams(), run.destination().hasTable(TABLE.name()), found.get(), run.nowMillis());
        try (var reading = new Reading(run)) {
            for (var list : found.get()) {
                reading.read(list);
            }
            reading.forgetDeleted(found.get());
            reading.commit(true);
        }
    }

    @Override
    public long foreseenCalls() {
        return foreseenCalls;
    }

    /**
     * Calls that reading the members of these lists takes, by the sizes that HubSpot tells.
     *
     * @param tables the tables that are there
     */
    public static long foreseenCalls(Streams streams, Set<String> tables, List<RecordList> found, long nowMillis) {
        return foreseenCalls(streams, tables.contains(TABLE.name()), found, nowMillis);
    }

    private static long foreseenCalls(Streams streams, boolean exists, List<RecordList> found, long nowMillis) {
        var loaded = loaded(streams, exists);
        var pages = found.stream()
                .filter(list -> id(list.listId()).isPresent())
                .filter(list -> !isKnown(loaded.get(list.listId()), mark(list), nowMillis))
                .mapToLong(list -> Math.max(1, Math.ceilDiv(list.size().orElse(0), PortalSettings.MEMBER_PAGE)))
                .sum();
        var there = found.stream().map(RecordList::listId).collect(Collectors.toSet());
        var gone = loaded.keySet().stream().filter(id -> !there.contains(id)).count();
        return pages + gone * CALLS_OF_A_LIST_THAT_IS_GONE;
    }

    private static Map<String, Loaded> loaded(Streams streams, boolean exists) {
        return stored(streams)
                .filter(state -> exists || state.unmade())
                .map(State::lists)
                .orElse(Map.of());
    }

    /** One run's reading of members, committed as the destination likes it. */
    private static final class Reading implements AutoCloseable {
        private final FeedRun run;
        private final Map<String, Loaded> loaded;
        private boolean unmade;
        private long newestReadAt;
        private FactStage stage;
        private boolean dirty;

        Reading(FeedRun run) {
            this.run = run;
            this.stage = run.destination().openFacts(TABLE);
            var exists = run.destination().hasTable(TABLE.name());
            this.loaded = new TreeMap<>(loaded(run.streams(), exists));
            this.unmade = !exists;
            this.newestReadAt =
                    stored(run.streams()).map(State::newestReadAtMillis).orElse(0L);
        }

        void read(RecordList list) {
            var id = id(list.listId());
            var mark = mark(list);
            var before = loaded.get(list.listId());
            if (id.isEmpty() || isKnown(before, mark, run.nowMillis())) {
                return;
            }
            var readAt = readAt(before);
            try {
                readMembers(list.listId(), id.get(), readAt);
            } catch (ConnectorException e) {
                if (e.code() != ErrorCode.HUBSPOT_NOT_FOUND) {
                    throw e;
                }
                return; // deleted since the lists were read: the next run sees that
            }
            loaded.put(list.listId(), new Loaded(mark, readAt));
            dirty = true;
            commitIfLarge();
        }

        /** A set is ordered by its time of reading: never before the one that it replaces. */
        private long readAt(@Nullable Loaded before) {
            var readAt = before == null ? run.nowMillis() : Math.max(run.nowMillis(), before.readAtMillis() + 1);
            newestReadAt = Math.max(newestReadAt, readAt);
            return readAt;
        }

        private void readMembers(String listId, long id, long readAtMillis) {
            try (var set = stage.open(id, readAtMillis)) {
                Optional<String> after = Optional.empty();
                var pages = 0;
                do {
                    if (++pages > MAX_PAGES) {
                        throw new ConnectorException(
                                ErrorCode.HUBSPOT_ANSWER_BROKEN,
                                "The members of list " + listId + " did not end after " + MAX_PAGES + " pages.",
                                "They were not written.",
                                "");
                    }
                    var page = run.client().portalSettings().fetchMembers(listId, after);
                    set.append(rows(id, page));
                    unmade &= page.members().isEmpty();
                    after = page.nextAfter();
                } while (after.isPresent());
                set.complete();
            }
        }

        /** Among the lists that HubSpot did not name this time. */
        void forgetDeleted(List<RecordList> found) {
            var there = new HashSet<String>();
            found.forEach(list -> there.add(list.listId()));
            for (var entry : List.copyOf(loaded.entrySet())) {
                var listId = entry.getKey();
                if (!there.contains(listId) && !run.client().portalSettings().hasList(listId)) {
                    var readAt = readAt(entry.getValue());
                    id(listId).ifPresent(id -> stage.append(new FactSet(id, readAt, List.of())));
                    loaded.remove(listId);
                    dirty = true;
                }
            }
        }

        private void commitIfLarge() {
            if (stage.stagedBytes() >= run.destination().flushPolicy().bytes() || stage.isFull()) {
                commit(false);
            }
        }

        void commit(boolean last) {
            if (!dirty) {
                return;
            }
            var state = StateCodec.write(new State(loaded, unmade, newestReadAt));
            var commit = new Commit(
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of(run.streams().next(STREAM, state)),
                            List.of())
                    .withFacts(List.of(stage));
            if (last) {
                run.participant().commitLast(commit);
            } else {
                run.participant().commit(commit);
                stage.close();
                stage = run.destination().openFacts(TABLE);
            }
            dirty = false;
        }

        @Override
        public void close() {
            stage.close();
        }
    }

    private static boolean isKnown(@Nullable Loaded before, String mark, long nowMillis) {
        return before != null
                && !mark.isEmpty()
                && before.mark().equals(mark)
                && LIFETIME.covers(before.readAtMillis(), nowMillis);
    }

    private static String mark(RecordList list) {
        return list.membersChangedAt().isEmpty() ? "" : list.size().orElse(-1) + "/" + list.membersChangedAt();
    }

    private static Optional<Long> id(String listId) {
        return listId.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(listId)) : Optional.empty();
    }

    private static List<@Nullable Object[]> rows(long listId, MembershipPage page) {
        var rows = new ArrayList<@Nullable Object[]>(page.members().size());
        for (var member : page.members()) {
            rows.add(new @Nullable Object[] {
                listId,
                member.recordId(),
                member.joinedAtMillis() == Long.MIN_VALUE ? null : Instant.ofEpochMilli(member.joinedAtMillis())
            });
        }
        return rows;
    }
}
