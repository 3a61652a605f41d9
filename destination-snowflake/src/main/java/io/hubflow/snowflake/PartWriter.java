package io.hubflow.snowflake;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes the lines of one stage into files of the size that loads well. Not thread-safe: used under the stage's lock. */
final class PartWriter {
    /**
     * A warehouse reads one file with one thread, and an X-Small has eight. A commit of {@code FLUSH_BYTES} is some 200 MB of
     * gzip: in parts of 20 MB all threads work, in the 100 to 250 MB that Snowflake advises for loading thousands of files
     * (docs.snowflake.com user-guide/data-load-considerations-prepare) one or two would.
     */
    static final long PART_BYTES = 20_000_000;

    private final Spool spool;
    private final Path folder;
    private final String prefix;
    private @Nullable SpoolFile current;
    private int nextPart;
    private boolean broken;

    /** @param prefix begins the names of its files, which no other writer of the stage uses */
    PartWriter(Spool spool, int stage, String prefix) {
        this.spool = spool;
        this.folder = spool.folder().resolve("stage-" + stage);
        this.prefix = prefix;
    }

    /** Adds the lines to the file that is open; a file that is large enough joins the parts. */
    void write(JsonLine lines, StagedParts parts) {
        var file = current == null ? newFile() : current;
        current = file;
        boolean written = false;
        try {
            file.write(lines);
            written = true;
        } finally {
            broken |= !written;
        }
        parts.addPlainBytes(lines.length());
        if (file.bytes() >= PART_BYTES) {
            seal(parts);
        }
    }

    /** A file for lines that are kept together; whoever asks for it closes it. */
    SpoolFile newFile() {
        return new SpoolFile(folder.resolve(prefix + "%05d.json.gz".formatted(nextPart++)), spool);
    }

    /** Finishes the file that is open. */
    void seal(StagedParts parts) {
        var file = current;
        if (file != null) {
            current = null;
            file.close();
            parts.add(file);
        }
    }

    /** Leaves the file that is open unfinished among the parts, which are to be deleted. */
    void abandon(StagedParts parts) {
        var file = current;
        if (file != null) {
            current = null;
            file.abandon();
            parts.add(file);
        }
    }

    /** Whether a write failed, so that lines are missing. */
    boolean isBroken() {
        return broken;
    }

    boolean hasOpenFile() {
        return current != null;
    }

    /** Compressed bytes of the file that is open. */
    long openBytes() {
        return current == null ? 0 : current.bytes();
    }
}
