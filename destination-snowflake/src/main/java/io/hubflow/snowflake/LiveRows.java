package io.hubflow.snowflake;

import io.hubflow.engine.destination.LiveIds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.PrimitiveIterator;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The live rows of a table: from what is known of it on this machine, or by asking the warehouse. */
final class LiveRows {
    private static final String UNMARKED = " AND \"_DELETED_AT\" IS NULL AND \"_MERGED_INTO\" IS NULL";

    /**
     * SQL conditions on rows of one table.
     *
     * @param alive of a row that is not marked; one that has no mark at all may have NULL in {@code _ARCHIVED}
     * @param archived of a row that is marked as archived alone
     */
    record Conditions(String alive, String archived) {
        /** @param knowsScope whether the table has the column of records that left the filter; an older hubflow made none */
        static Conditions of(boolean knowsScope) {
            var unmarked = UNMARKED + (knowsScope ? " AND \"_OUT_OF_SCOPE\" IS NULL)" : ")");
            return new Conditions(
                    "(COALESCE(NOT \"_ARCHIVED\", TRUE)" + unmarked, "(COALESCE(\"_ARCHIVED\", FALSE)" + unmarked);
        }

        static Conditions of(Session session, String table) {
            return of(knowsScope(session, table));
        }

        static boolean knowsScope(Session session, String table) {
            var columns = new ArrayList<String>();
            session.show(new Purpose("describe table " + table, ""), "DESCRIBE TABLE " + table, row -> {
                columns.add(row.getString("name"));
                return true;
            });
            return columns.contains(SystemColumn.OUT_OF_SCOPE.column);
        }
    }

    /** Ids of one query. */
    private static final int PAGE_IDS = 100_000;

    private LiveRows() {}

    /** A snapshot: 16 bytes a row. */
    static LiveIds known(DigestList rows) {
        var order = LongStream.range(0, rows.rows())
                .mapToInt(row -> (int) row)
                .filter(row -> rows.digest(row).isAlive())
                .boxed()
                .sorted((a, b) -> Long.compare(rows.id(a), rows.id(b)))
                .mapToInt(Integer::intValue)
                .toArray();
        var ids = Arrays.stream(order).mapToLong(rows::id).toArray();
        var created = Arrays.stream(order)
                .mapToLong(row -> rows.digest(row).createdAtMillis())
                .toArray();
        var archived = LongStream.range(0, rows.rows())
                .filter(row -> rows.digest((int) row).isArchived())
                .map(row -> rows.id((int) row))
                .sorted()
                .toArray();
        return new Known(ids, created, archived);
    }

    private record Known(long[] ids, long[] createdAtMillis, long[] archived) implements LiveIds {
        @Override
        public PrimitiveIterator.OfLong archivedIds() {
            return Arrays.stream(archived).iterator();
        }

        @Override
        public long count(long fromId, long toId, long createdBeforeMillis) {
            return LongStream.range(first(fromId), first(toId))
                    .filter(i ->
                            createdBeforeMillis == Long.MAX_VALUE || wasCreatedBefore((int) i, createdBeforeMillis))
                    .count();
        }

        private boolean wasCreatedBefore(int row, long millis) {
            return createdAtMillis[row] != io.hubflow.engine.destination.Row.NO_TIME && createdAtMillis[row] < millis;
        }

        @Override
        public PrimitiveIterator.OfLong ids(long fromId, long toId) {
            var from = first(fromId);
            return Arrays.stream(ids, from, Math.max(from, first(toId))).iterator();
        }

        private int first(long id) {
            var found = Arrays.binarySearch(ids, id);
            return found < 0 ? -found - 1 : found;
        }
    }

    /**
     * @param removedIds a query for the archived records whose rows were removed; empty when none were
     * @param conditions asked for with the first query, so that an idle run sends no statement
     * @param query runs a query for one column of numbers
     */
    static LiveIds asked(
            String table, Supplier<Conditions> conditions, String removedIds, Function<String, List<Long>> query) {
        return new Asked(table, once(conditions), removedIds, query);
    }

    private static Supplier<Conditions> once(Supplier<Conditions> source) {
        var known = new AtomicReference<@Nullable Conditions>();
        return () -> Objects.requireNonNull(known.updateAndGet(one -> one == null ? source.get() : one));
    }

    private record Asked(
            String table, Supplier<Conditions> conditions, String removedIds, Function<String, List<Long>> query)
            implements LiveIds {
        @Override
        public boolean isFree() {
            return false;
        }

        @Override
        public long count(long fromId, long toId, long createdBeforeMillis) {
            var created = createdBeforeMillis == Long.MAX_VALUE
                    ? ""
                    : " AND DATE_PART(EPOCH_MILLISECOND, \"_CREATED_AT\") < " + createdBeforeMillis;
            return query.apply("SELECT COUNT(*)" + from(fromId, toId) + created).getFirst();
        }

        @Override
        public PrimitiveIterator.OfLong archivedIds() {
            var removed = removedIds.isEmpty() ? "" : " UNION " + removedIds;
            return query
                    .apply("SELECT \"_ID\" FROM " + table + " WHERE "
                            + conditions.get().archived() + removed + " ORDER BY 1")
                    .stream()
                    .mapToLong(Long::longValue)
                    .iterator();
        }

        private String from(long fromId, long toId) {
            return " FROM " + table + " WHERE " + conditions.get().alive() + " AND \"_ID\" >= " + fromId
                    + " AND \"_ID\" < " + toId;
        }

        @Override
        public PrimitiveIterator.OfLong ids(long fromId, long toId) {
            return new Pages(fromId, toId);
        }

        private final class Pages implements PrimitiveIterator.OfLong {
            private final long toId;
            private long nextFrom;
            private boolean last;
            private List<Long> page = List.of();
            private int position;

            Pages(long fromId, long toId) {
                this.nextFrom = fromId;
                this.toId = toId;
            }

            @Override
            public boolean hasNext() {
                if (position == page.size() && !last) {
                    page = query.apply("SELECT \"_ID\"" + from(nextFrom, toId) + " ORDER BY \"_ID\" LIMIT " + PAGE_IDS);
                    position = 0;
                    last = page.size() < PAGE_IDS;
                    nextFrom = page.isEmpty() ? toId : page.getLast() + 1;
                }
                return position < page.size();
            }

            @Override
            public long nextLong() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return page.get(position++);
            }
        }
    }
}
