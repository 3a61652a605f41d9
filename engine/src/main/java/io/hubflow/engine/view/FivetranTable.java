package io.hubflow.engine.view;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A table that the dbt package {@code fivetran/dbt_hubspot} reads as its source.
 *
 * @param columns those that the package selects by name, with their types
 * @param switches the package's variables that all have to be true for the table to be read, with their defaults; the most
 *     particular one last
 */
public record FivetranTable(String name, Map<String, ViewType> columns, Map<String, Boolean> switches) {
    private static final String RESOURCE = "fivetran-tables.txt";

    public FivetranTable {
        columns = new LinkedHashMap<>(columns);
        switches = new LinkedHashMap<>(switches);
    }

    /** Every table that hubflow can give, with the package's version 1.8.0. */
    public static List<FivetranTable> all() {
        try (var in = Objects.requireNonNull(FivetranTable.class.getResourceAsStream(RESOURCE));
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(FivetranTable::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FivetranTable parse(String line) {
        var parts = line.split(" \\| ?", -1);
        var columns = new LinkedHashMap<String, ViewType>();
        for (var column : parts[2].split(", ")) {
            var words = column.split(" ");
            columns.put(words[0], ViewType.valueOf(words[1].toUpperCase(Locale.ROOT)));
        }
        var switches = new LinkedHashMap<String, Boolean>();
        Arrays.stream(parts[1].split(" "))
                .filter(word -> !word.isEmpty())
                .map(word -> word.split("="))
                .forEach(pair -> switches.put(pair[0], Boolean.valueOf(pair[1])));
        return new FivetranTable(parts[0], columns, switches);
    }
}
