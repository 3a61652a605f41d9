package io.hubflow.duckdb;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.error.ConnectorException;
import io.hubflow.testkit.RowMaker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A process that commits until it is killed or a commit fails; what it commits follows from the seed alone, so that the
 * test can work out what must be in the file at every checkpoint. Prints {@code committing n} before each commit,
 * {@code committed n} after it, and {@code failed CODE} at the end.
 */
final class KillableWriter {
    private static final Column TEXT = new Column("text", ColumnType.VARCHAR);
    private static final Column NUMBER = new Column("number", ColumnType.BIGINT);
    private static final FactTable LINKS = new FactTable(
            "links",
            List.of(new Column("from_id", ColumnType.BIGINT), new Column("to_id", ColumnType.BIGINT)),
            List.of("from_id", "to_id"),
            "from_id",
            FactTable.Keep.CURRENT);
    private static final int EVOLVES_AT = 3;
    private static final int IDS = 4_000;

    private KillableWriter() {}

    public static void main(String[] arguments) {
        var seed = Long.parseLong(arguments[1]);
        try (var destination = DuckDbDestination.open(DuckDbSettings.of(Path.of(arguments[0])))) {
            var sequence = destination.loadCheckpoints().stream()
                    .mapToLong(Checkpoint::sequence)
                    .max()
                    .orElse(0);
            while (true) {
                sequence++;
                try (var one = destination.openStage(schema("one", sequence));
                        var other = destination.openStage(schema("other", sequence));
                        var links = destination.openFacts(LINKS)) {
                    one.append(rows(seed, sequence));
                    other.append(rows(seed + 1, sequence));
                    links(seed, sequence).forEach(links::append);
                    System.out.println("committing " + sequence);
                    destination.commit(new Commit(
                                    List.of(one, other),
                                    List.of(),
                                    List.of(),
                                    List.of(new Checkpoint("stream", sequence, "{}")),
                                    List.of())
                            .withFacts(List.of(links)));
                    System.out.println("committed " + sequence);
                }
            }
        } catch (ConnectorException failure) {
            System.out.println("failed " + failure.code() + " " + failure.getMessage());
        }
    }

    static TableSchema schema(String table, long sequence) {
        return new TableSchema(table, table, sequence < EVOLVES_AT ? List.of(TEXT) : List.of(NUMBER, TEXT));
    }

    /** The text of every id after so many commits. */
    static TreeMap<Long, String> expected(long seed, long sequence) {
        var winners = new TreeMap<Long, Row>();
        for (var n = 1L; n <= sequence; n++) {
            for (var row : rows(seed, n)) {
                winners.merge(
                        row.id(), row, (old, young) -> young.updatedAtMillis() >= old.updatedAtMillis() ? young : old);
            }
        }
        var texts = new TreeMap<Long, String>();
        winners.forEach((id, row) -> texts.put(id, (String) row.value(row.valueCount() - 1)));
        return texts;
    }

    /** The ids that each id is linked to after so many commits. */
    static TreeMap<Long, List<Long>> expectedLinks(long seed, long sequence) {
        var linked = new TreeMap<Long, List<Long>>();
        for (var n = 1L; n <= sequence; n++) {
            for (var set : links(seed, n)) {
                linked.put(
                        set.ownerId(),
                        set.rows().stream().map(row -> (Long) row[1]).sorted().toList());
            }
        }
        linked.values().removeIf(List::isEmpty);
        return linked;
    }

    private static List<FactSet> links(long seed, long sequence) {
        var random = new Random(seed * 2_000_003 + sequence);
        return random.longs(200, 0, 500)
                .distinct()
                .mapToObj(owner -> new FactSet(
                        owner,
                        sequence,
                        random.longs(random.nextInt(4), 0, 1_000)
                                .distinct()
                                .mapToObj(to -> new @Nullable Object[] {owner, to})
                                .toList()))
                .toList();
    }

    /** Every third commit is larger than the write-ahead log may grow, so that it ends in a checkpoint of the file. */
    private static List<Row> rows(long seed, long sequence) {
        var random = new Random(seed * 1_000_003 + sequence);
        var rows = new ArrayList<Row>();
        var padding = new byte[sequence % 3 == 0 ? 3_000 : 10];
        for (var i = 0; i < 2_000; i++) {
            random.nextBytes(padding);
            var text = sequence + " " + HexFormat.of().formatHex(padding);
            // An older version arrives late now and then.
            var maker = RowMaker.id(random.nextInt(IDS))
                    .updated(sequence - random.nextInt(3))
                    .read(sequence * 10_000 + i);
            rows.add(sequence < EVOLVES_AT ? maker.values(text) : maker.values(sequence, text));
        }
        return rows;
    }
}
