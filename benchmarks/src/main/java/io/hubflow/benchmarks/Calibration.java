package io.hubflow.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.duckdb.DuckDBConnection;

/**
 * A fixed piece of work of the kind that a load consists of: parses the same pages of JSON and appends {@value #ROWS} rows of
 * {@value #PROPERTIES} texts to a DuckDB file. Its processor time a row says how fast this machine is, so that the connector's
 * can be compared between machines. It shares no code with the connector and must not be tuned.
 *
 * <p>The connector has one core, and the stand-in is at work on the other one for about half of its time. Where both are threads
 * of one core of the processor, each is slower then: two at once took 45 % more processor time on an AMD EPYC. So the work is done once
 * alone and twice at once.
 *
 * <p>Arguments: the DuckDB file.
 */
final class Calibration {
    private static final int ROWS = 120_000;
    private static final int PROPERTIES = 50;
    private static final int ROWS_PER_PAGE = 100;
    private static final int PAGES = 20;
    private static final long SEED = 7;

    private Calibration() {}

    /** Processor microseconds a row, on this machine, now: the average of one alone and of two at once. */
    static double microsPerRow(Path work) throws IOException, InterruptedException {
        var alone = once(work.resolve("calibration.duckdb"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> once(work.resolve("calibration-1.duckdb")));
            var second = threads.submit(() -> once(work.resolve("calibration-2.duckdb")));
            return (alone + (first.get() + second.get()) / 2) / 2;
        } catch (ExecutionException e) {
            throw new IOException("the fixed piece of work failed", e.getCause());
        }
    }

    private static double once(Path file) throws IOException, InterruptedException {
        Files.deleteIfExists(file);
        var micros = MeasuredProcess.run(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Calibration.class.getName(),
                        file.toString()))
                .requireSuccess()
                .microsPerRow(ROWS);
        Files.deleteIfExists(file);
        return micros;
    }

    public static void main(String[] arguments) throws IOException, SQLException {
        var pages = pages();
        var json = new JsonFactory();
        try (var connection =
                DriverManager.getConnection("jdbc:duckdb:" + arguments[0]).unwrap(DuckDBConnection.class)) {
            try (var statement = connection.createStatement()) {
                statement.execute("create table corpus (" + columns() + ")");
            }
            try (var appender = connection.createAppender("main", "corpus")) {
                for (var page = 0; page < ROWS / ROWS_PER_PAGE; page++) {
                    try (var parser = json.createParser(pages[page % PAGES])) {
                        for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                            if (token == JsonToken.START_OBJECT) {
                                appender.beginRow();
                            } else if (token == JsonToken.VALUE_STRING) {
                                appender.append(parser.getText());
                            } else if (token == JsonToken.END_OBJECT) {
                                appender.endRow();
                            }
                        }
                    }
                }
            }
        }
    }

    private static String columns() {
        var columns = new StringBuilder();
        for (var i = 0; i < PROPERTIES; i++) {
            columns.append(i == 0 ? "" : ", ").append("property_").append(i).append(" varchar");
        }
        return columns.toString();
    }

    private static byte[][] pages() {
        var random = new Random(SEED);
        var pages = new byte[PAGES][];
        for (var page = 0; page < PAGES; page++) {
            var text = new StringBuilder("[");
            for (var row = 0; row < ROWS_PER_PAGE; row++) {
                text.append(row == 0 ? "{" : ",{");
                for (var i = 0; i < PROPERTIES; i++) {
                    text.append(i == 0 ? "" : ",")
                            .append("\"property_")
                            .append(i)
                            .append("\":\"");
                    text.append(Long.toString(random.nextLong() >>> random.nextInt(64), 36))
                            .append('"');
                }
                text.append('}');
            }
            pages[page] = text.append(']').toString().getBytes(StandardCharsets.US_ASCII);
        }
        return pages;
    }
}
