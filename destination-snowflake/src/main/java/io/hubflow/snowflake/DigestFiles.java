package io.hubflow.snowflake;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Digests of rows between runs. Losing the files costs nothing but sending rows that did not change. */
final class DigestFiles {
    private final StampedFiles files;
    /** Files of an older form, without the records' creation times. */
    private final StampedFiles former;

    DigestFiles(Path directory, String destination) {
        this.files = new StampedFiles(directory, destination, "rows");
        this.former = new StampedFiles(directory, destination, "digests");
    }

    Optional<RowDigests> load(String table, long commits) {
        return files.load(table, commits, DigestFiles::read);
    }

    private static RowDigests read(DataInputStream in) throws IOException {
        int rows = in.readInt();
        var digests = new RowDigests(rows);
        for (int i = 0; i < rows; i++) {
            digests.put(in.readLong(), new RowDigest(in.readLong(), in.readLong()));
        }
        return digests;
    }

    void save(String table, long commits, DigestList digests) {
        files.save(table, commits, out -> {
            out.writeInt(digests.rows());
            for (int i = 0; i < digests.rows(); i++) {
                out.writeLong(digests.id(i));
                out.writeLong(digests.digest(i).hash());
                out.writeLong(digests.digest(i).createdAtMillis());
            }
        });
        former.delete(table);
    }

    /** What is known of the table is not true any more. */
    void forget(String table) {
        files.delete(table);
    }

    /** The table has not changed between these commits. */
    void confirm(String table, long before, long commits) {
        files.confirm(table, before, commits);
    }
}
