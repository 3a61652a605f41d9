package io.hubflow.snowflake;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Digests of sets of facts between runs. Losing the files costs nothing but sending sets that did not change. */
final class SetDigestFiles {
    private final StampedFiles files;

    SetDigestFiles(Path directory, String destination) {
        this.files = new StampedFiles(directory, destination, "sets");
    }

    /** @param tableRows how many rows the table had; −1 when that is not known */
    record Stored(SetDigests digests, KnownDepartures departures, long tableRows) {}

    Optional<Stored> load(String table, long commits) {
        return files.load(table, commits, in -> {
            var tableRows = in.readLong();
            return new Stored(SetDigests.read(in), departures(in), tableRows);
        });
    }

    private static KnownDepartures departures(DataInputStream in) throws IOException {
        var departures = new KnownDepartures();
        for (int columns = in.readInt(); columns > 0; columns--) {
            var column = in.readUTF();
            for (int ids = in.readInt(); ids > 0; ids--) {
                departures.add(column, in.readLong());
            }
        }
        return departures;
    }

    void save(String table, long commits, Stored known) {
        files.save(table, commits, out -> {
            out.writeLong(known.tableRows());
            known.digests().write(out);
            var departed = known.departures().byColumn();
            out.writeInt(departed.size());
            for (var column : departed.entrySet()) {
                out.writeUTF(column.getKey());
                out.writeInt(column.getValue().size());
                for (long id : column.getValue()) {
                    out.writeLong(id);
                }
            }
        });
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
