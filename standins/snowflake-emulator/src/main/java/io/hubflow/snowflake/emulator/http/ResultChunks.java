package io.hubflow.snowflake.emulator.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.snowflake.emulator.session.Outcome;
import io.hubflow.snowflake.emulator.session.Submission;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Large results, as a real account gives them: the first rows in the reply, the others in files that the driver downloads while
 * the program reads (source: snowflake-jdbc 4.4.1, SnowflakeResultSetSerializableV1 and ResultJsonParserV2). A file holds rows
 * as JSON arrays with commas between them and no brackets around them. A real account puts them into the cloud's storage, with
 * sizes that grow; here they are answered by the emulator, each about as large as the others.
 */
final class ResultChunks {
    static final String PATH = "/chunks/";
    /** Of the rows in the reply, and of each file, before compression. */
    private static final long MAX_BYTES = 1_000_000;

    /** Brackets and a comma. The driver makes its buffer for a file from this size, and fails on a file that is larger. */
    private static final int ROW_BYTES = 3;

    /** Quotation marks and a comma. */
    private static final int CELL_BYTES = 3;

    private ResultChunks() {}

    /** @param from and {@code to}: rows of the result, the end excluded */
    private record Chunk(int from, int to, long bytes) {
        int rows() {
            return to - from;
        }
    }

    private static List<Chunk> cut(List<List<@Nullable String>> rows) {
        var chunks = new ArrayList<Chunk>();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < rows.size(); i++) {
            if (bytes >= MAX_BYTES) {
                chunks.add(new Chunk(from, i, bytes));
                from = i;
                bytes = 0;
            }
            bytes += ROW_BYTES;
            for (String cell : rows.get(i)) {
                bytes += CELL_BYTES + (cell == null ? 4 : cell.length());
            }
        }
        chunks.add(new Chunk(from, rows.size(), bytes));
        return chunks;
    }

    /** Puts the first rows into the reply, and says where the others are. */
    static void write(ObjectNode data, List<List<@Nullable String>> rows, String address, String queryId) {
        List<Chunk> chunks = cut(rows);
        Chunk first = chunks.getFirst();
        ArrayNode inline = data.putArray("rowset");
        for (List<@Nullable String> row : rows.subList(first.from(), first.to())) {
            ArrayNode cells = inline.addArray();
            row.forEach(cells::add);
        }
        data.put("total", rows.size());
        data.put("returned", rows.size());
        if (chunks.size() > 1) {
            ArrayNode files = data.putArray("chunks");
            for (int i = 1; i < chunks.size(); i++) {
                files.addObject()
                        .put("url", address + PATH + queryId + "/" + i)
                        .put("rowCount", chunks.get(i).rows())
                        .put("uncompressedSize", chunks.get(i).bytes())
                        .put("compressedSize", chunks.get(i).bytes());
            }
            data.putObject("chunkHeaders").put("x-emulator", "chunk");
        }
    }

    /** The gzipped file; empty when there is none of that number. */
    static Optional<byte[]> read(Submission submission, int number) throws IOException, InterruptedException {
        Optional<Outcome> outcome = submission.await(java.time.Duration.ZERO);
        if (outcome.isEmpty() || !(outcome.get() instanceof Outcome.Done done)) {
            return Optional.empty();
        }
        List<List<@Nullable String>> rows = done.result().rows();
        List<Chunk> chunks = cut(rows);
        if (number < 1 || number >= chunks.size()) {
            return Optional.empty();
        }
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            Chunk chunk = chunks.get(number);
            for (int i = chunk.from(); i < chunk.to(); i++) {
                if (i > chunk.from()) {
                    out.write(',');
                }
                out.write(Json.MAPPER.writeValueAsBytes(rows.get(i)));
            }
        }
        return Optional.of(bytes.toByteArray());
    }
}
