package io.hubflow.duckdb;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.testkit.RowMaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A process that loads or updates rows of very many columns and then says how much memory it had at most: file, columns, rows,
 * step between ids, version.
 */
final class WideUpdate {
    private WideUpdate() {}

    public static void main(String[] arguments) throws IOException {
        var columns = Integer.parseInt(arguments[1]);
        var rows = Integer.parseInt(arguments[2]);
        var step = Integer.parseInt(arguments[3]);
        var version = Integer.parseInt(arguments[4]);
        var schema = new TableSchema(
                "contacts",
                "contacts",
                IntStream.range(0, columns)
                        .mapToObj(i -> new Column("p" + i, ColumnType.VARCHAR))
                        .toList());
        try (var destination = DuckDbDestination.open(DuckDbSettings.of(Path.of(arguments[0])));
                var stage = destination.openStage(schema)) {
            for (var row = 0; row < rows; row++) {
                stage.append(List.of(row(row * step, version, columns)));
            }
            destination.commit(new Commit(List.of(stage), List.of(), List.of(), List.of(), List.of()));
        }
        for (var line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                System.out.println(line.replaceAll("\\D", ""));
            }
        }
    }

    private static Row row(int id, int version, int columns) {
        var values = new ArrayList<String>();
        for (var i = 0; i < columns; i++) {
            values.add("value " + (id * 31 + i * 7 + version) % 1_000);
        }
        return RowMaker.id(id).updated(version).values(values.toArray());
    }
}
