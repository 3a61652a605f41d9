package io.hubflow.snowflake.emulator.translate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Fields of documents to which the same conversion applies, converted in one list. DuckDB expands a macro wherever it is called, and
 * plans 240 columns of booleans or 300 of instants for minutes; the lambda of a list holds it once.
 */
final class ConvertedFields {
    /** The name of a field in a conversion. */
    static final String FIELD = "field";

    private final String prefix;
    private final Map<Conversion, List<Integer>> numbers = new LinkedHashMap<>();

    private record Conversion(String list, String sql) {}

    /** @param prefix begins the names of the converted lists */
    ConvertedFields(String prefix) {
        this.prefix = prefix;
    }

    /**
     * The name and index of a converted field.
     *
     * @param list the name of the list of texts that holds the field
     * @param number of the field in that list, from 1
     * @param conversion an expression over {@link #FIELD}
     */
    String item(String list, int number, String conversion) {
        var key = new Conversion(list, conversion);
        List<Integer> fields = numbers.computeIfAbsent(key, k -> new ArrayList<>());
        if (!fields.contains(number)) {
            fields.add(number);
        }
        return prefix + List.copyOf(numbers.keySet()).indexOf(key) + "[" + (fields.indexOf(number) + 1) + "]";
    }

    /** The source with the converted lists; call it once every expression has been translated. */
    String around(String source) {
        if (numbers.isEmpty()) {
            return source;
        }
        var lists = new ArrayList<String>();
        numbers.forEach((conversion, fields) -> lists.add("list_transform(list_select(" + conversion.list + ", "
                + fields.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]")) + "), lambda "
                + FIELD + ": " + conversion.sql + ") AS " + prefix + lists.size()));
        return "(SELECT *, " + String.join(", ", lists) + " FROM " + source + ")";
    }
}
