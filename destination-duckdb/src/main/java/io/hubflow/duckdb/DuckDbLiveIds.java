package io.hubflow.duckdb;

import io.hubflow.engine.destination.LiveIds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.stream.Collectors;

/** The live rows of one table, asked for on the writer thread, a page of ids at a time. */
final class DuckDbLiveIds implements LiveIds {
    /** 800 KB of ids. */
    private static final int PAGE_IDS = 100_000;

    private static final String UNMARKED = "_deleted_at IS NULL AND _merged_into IS NULL";

    private final DuckDbDestination destination;
    private final String table;
    private final String name;
    private final String unmarked;
    private final String alive;

    /** @param knowsScope whether the table has the column of records that left the filter; an older hubflow made none */
    DuckDbLiveIds(DuckDbDestination destination, String table, boolean knowsScope) {
        this.destination = destination;
        this.table = Sql.name(table);
        this.name = Sql.text(table);
        this.unmarked = unmarked(knowsScope);
        this.alive = " WHERE " + alive(knowsScope) + " AND _id >= ? AND _id < ?";
    }

    /** The SQL condition on a row that it is live. */
    static String alive(boolean knowsScope) {
        return "_archived IS NOT TRUE AND " + unmarked(knowsScope);
    }

    private static String unmarked(boolean knowsScope) {
        return knowsScope ? UNMARKED + " AND _out_of_scope IS NULL" : UNMARKED;
    }

    @Override
    public long count(long fromId, long toId, long createdBeforeMillis) {
        return destination.onConnection(connection -> {
            var all = createdBeforeMillis == Long.MAX_VALUE;
            try (var select = connection.prepareStatement(
                    "SELECT count(*) FROM " + table + alive + (all ? "" : " AND _created_at < make_timestamptz(?)"))) {
                select.setLong(1, fromId);
                select.setLong(2, toId);
                if (!all) {
                    select.setLong(3, RowWriter.micros(createdBeforeMillis));
                }
                try (var rows = select.executeQuery()) {
                    rows.next();
                    return rows.getLong(1);
                }
            }
        });
    }

    /** The ids are in the statement: a list of numbers is no parameter that DuckDB's driver takes. */
    @Override
    public Set<Long> among(Collection<Long> ids, long createdBeforeMillis) {
        if (ids.isEmpty()) {
            return Set.of();
        }
        var list = ids.stream().map(String::valueOf).collect(Collectors.joining(","));
        var created = createdBeforeMillis == Long.MAX_VALUE
                ? ""
                : " AND _created_at < make_timestamptz(" + RowWriter.micros(createdBeforeMillis) + ")";
        var found = destination.onConnection(connection -> {
            try (var select = connection.prepareStatement("SELECT _id FROM " + table + alive + created
                    + " AND _id IN (SELECT unnest([" + list + "]::BIGINT[]))")) {
                select.setLong(1, Collections.min(ids));
                select.setLong(2, Collections.max(ids) + 1);
                return ids(select);
            }
        });
        return Arrays.stream(found).boxed().collect(Collectors.toSet());
    }

    @Override
    public PrimitiveIterator.OfLong ids(long fromId, long toId) {
        return new Pages(fromId, toId);
    }

    @Override
    public PrimitiveIterator.OfLong archivedIds() {
        var ids = destination.onConnection(connection -> {
            var removed = destination.catalog(connection).hasRemovedRows()
                    ? " UNION SELECT id FROM " + RemovedRows.TABLE + " WHERE reason = 'archived' AND table_name = "
                            + name
                    : "";
            try (var select = connection.prepareStatement(
                    "SELECT _id FROM " + table + " WHERE _archived AND " + unmarked + removed + " ORDER BY 1")) {
                return ids(select);
            }
        });
        return Arrays.stream(ids).iterator();
    }

    private long[] page(Connection connection, long fromId, long toId) throws SQLException {
        try (var select =
                connection.prepareStatement("SELECT _id FROM " + table + alive + " ORDER BY _id LIMIT " + PAGE_IDS)) {
            select.setLong(1, fromId);
            select.setLong(2, toId);
            return ids(select);
        }
    }

    static long[] ids(PreparedStatement select) throws SQLException {
        var ids = new long[1_024];
        var count = 0;
        try (var rows = select.executeQuery()) {
            while (rows.next()) {
                if (count == ids.length) {
                    ids = Arrays.copyOf(ids, count * 2);
                }
                ids[count++] = rows.getLong(1);
            }
        }
        return Arrays.copyOf(ids, count);
    }

    private final class Pages implements PrimitiveIterator.OfLong {
        private final long toId;
        private long nextFrom;
        private boolean last;
        private long[] page = {};
        private int position;

        Pages(long fromId, long toId) {
            this.nextFrom = fromId;
            this.toId = toId;
        }

        @Override
        public boolean hasNext() {
            if (position == page.length && !last) {
                var from = nextFrom;
                page = destination.onConnection(connection -> page(connection, from, toId));
                position = 0;
                last = page.length < PAGE_IDS;
                nextFrom = page.length == 0 ? toId : page[page.length - 1] + 1;
            }
            return position < page.length;
        }

        @Override
        public long nextLong() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return page[position++];
        }
    }
}
