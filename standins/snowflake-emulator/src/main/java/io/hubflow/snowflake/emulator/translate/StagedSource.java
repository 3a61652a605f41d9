package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A scan of staged JSON files. Every path that the statement reads from {@code $1} is extracted in one pass over each document: fields
 * asked for as text in one list, as JSON in another.
 */
final class StagedSource {
    private final String alias;
    private final Environment.StagedFiles files;
    private final Map<String, Integer> texts = new LinkedHashMap<>();
    private final ConvertedFields converted = new ConvertedFields("k");
    private final Map<String, Integer> documents = new LinkedHashMap<>();

    StagedSource(String alias, Environment.StagedFiles files) {
        this.alias = alias;
        this.files = files;
    }

    /** {@code $1}. */
    Typed document() {
        return Typed.document(() -> alias + ".doc", () -> "json_extract_string(" + alias + ".doc, '$')");
    }

    /** {@code METADATA$FILENAME}: the path below the stage. */
    Typed fileName() {
        return Typed.of("substr(" + alias + ".filename, " + (files.directory().length() + 2) + ")", SnowType.TEXT);
    }

    /** {@code $1:a.b[0]}. */
    Typed field(List<Object> steps) {
        String pointer = pointer(steps);
        return Typed.field(
                () -> alias + ".j[" + number(documents, pointer) + "]",
                () -> alias + ".t[" + number(texts, pointer) + "]",
                conversion -> alias + "." + converted.item("t", number(texts, pointer), conversion));
    }

    private static int number(Map<String, Integer> pointers, String pointer) {
        return pointers.computeIfAbsent(pointer, p -> pointers.size() + 1);
    }

    /** The path as a JSON pointer, which takes any character in a key. */
    static String pointer(List<Object> steps) {
        return steps.stream()
                .map(step -> "/" + step.toString().replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining());
    }

    /** Call it once every expression over this source has been translated. */
    String fromSql() {
        if (files.paths().isEmpty()) {
            return converted.around("(SELECT CAST(NULL AS JSON) AS doc, '' AS filename, CAST([] AS VARCHAR[]) AS t,"
                            + " CAST([] AS JSON[]) AS j WHERE FALSE)")
                    + " AS " + alias;
        }
        var columns = new ArrayList<String>();
        columns.add("doc");
        columns.add("filename");
        if (!texts.isEmpty()) {
            columns.add("json_extract_string(doc, " + list(texts) + ") AS t");
        }
        if (!documents.isEmpty()) {
            columns.add("json_extract(doc, " + list(documents) + ") AS j");
        }
        long most = files.maxDocumentBytes();
        String checked = "CASE WHEN strlen(json) > " + most + " THEN "
                + ValueErrors.raise("LOB", "CAST(strlen(json) AS VARCHAR)") + " ELSE json END AS doc";
        String paths = files.paths().stream().map(Literals::string).collect(Collectors.joining(", ", "[", "]"));
        String read = "(SELECT " + String.join(", ", columns) + " FROM (SELECT filename, " + checked
                + " FROM read_json_objects(" + paths
                + ", format = 'newline_delimited', filename = true, maximum_object_size = " + (most + most / 4)
                + ")))";
        return converted.around(read) + " AS " + alias;
    }

    private static String list(Map<String, Integer> pointers) {
        return pointers.keySet().stream().map(Literals::string).collect(Collectors.joining(", ", "[", "]"));
    }
}
