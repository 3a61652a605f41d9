package io.hubflow.duckdb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Rows waiting for a commit, in {@link SpoolBytes}. Not thread-safe. */
final class RowSpool implements SpoolQueue.Spool {
    /** A row with long texts: DuckDB holds those of a commit in memory until it has written them. */
    private static final int LARGE_ROW_BYTES = 32 << 10;

    /** Large rows make a commit due this much sooner (measured: 96 MB of 60 KB texts need more than 112 MB, 32 MB do not). */
    private static final int LARGE_ROW_WEIGHT = 3;

    private static final int DEPARTURE_BYTES = 64;

    private final RowVersions versions = new RowVersions();
    private final List<Departures.Departure> departures = new ArrayList<>();
    private final SpoolBytes bytes;
    private long extraWeight;

    RowSpool(Path database) {
        this.bytes = new SpoolBytes(database);
    }

    void append(DuckDbRows rows) {
        var frames = rows.frames();
        for (var start = 0; start < frames.size(); ) {
            var end = RowCodec.end(frames, start);
            bytes.mark().putBytes(frames.bytes(), start, end - start);
            var rowBytes = bytes.keep();
            if (rowBytes > LARGE_ROW_BYTES) {
                extraWeight += (long) rowBytes * (LARGE_ROW_WEIGHT - 1);
            }
            versions.add(
                    RowCodec.id(frames, start),
                    RowCodec.versionMicros(frames, start),
                    RowCodec.readAtMillis(frames, start),
                    RowCodec.contentHash(frames, start));
            start = end;
        }
        departures.addAll(rows.departures());
    }

    List<Departures.Departure> departures() {
        return departures;
    }

    /** Which of the rows count; their positions are the order of appending, from 0. */
    RowVersions versions() {
        return versions;
    }

    /** The rows in the order of appending; valid until the next append. */
    RowCursor cursor() {
        return bytes.rowCursor();
    }

    @Override
    public long entries() {
        return versions.rows() + departures.size();
    }

    /** By which a commit becomes due: large rows weigh more than they take. */
    @Override
    public long weight() {
        return bytes.size() + extraWeight + (long) departures.size() * DEPARTURE_BYTES;
    }

    @Override
    public void close() {
        bytes.close();
    }
}
