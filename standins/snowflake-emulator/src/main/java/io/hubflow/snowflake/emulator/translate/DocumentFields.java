package io.hubflow.snowflake.emulator.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a statement reads out of one column of documents. DuckDB parses a document once for each extraction and keeps the parsed
 * ones of a whole vector in memory: a view of 369 properties took 7 GB. Fields are therefore extracted in lists, each of which
 * parses a document once.
 */
final class DocumentFields {
    /** Of one list: a query of few columns of a wide view does not extract them all. */
    private static final int MOST = 64;

    private final String table;
    private final String column;
    private final int number;
    private final List<String> texts = new ArrayList<>();
    private final List<String> documents = new ArrayList<>();
    private final ConvertedFields converted;

    /**
     * @param table its DuckDB alias
     * @param column its DuckDB name
     * @param number of this column in its table
     */
    DocumentFields(String table, String column, int number) {
        this.table = table;
        this.column = column;
        this.number = number;
        this.converted = new ConvertedFields("_converted_" + number + "_");
    }

    /** {@code column:a.b[0]}. */
    Typed field(List<Object> steps) {
        String pointer = StagedSource.pointer(steps);
        return Typed.field(
                () -> item("documents", documents, pointer), () -> item("texts", texts, pointer), conversion -> {
                    int index = index(texts, pointer);
                    return table + "." + converted.item(list("texts", index / MOST), index % MOST + 1, conversion);
                });
    }

    private String item(String kind, List<String> pointers, String pointer) {
        int index = index(pointers, pointer);
        return table + "." + list(kind, index / MOST) + "[" + (index % MOST + 1) + "]";
    }

    private static int index(List<String> pointers, String pointer) {
        int index = pointers.indexOf(pointer);
        if (index >= 0) {
            return index;
        }
        pointers.add(pointer);
        return pointers.size() - 1;
    }

    private String list(String kind, int part) {
        return "_" + kind + "_" + number + "_" + part;
    }

    /** The source with its fields; call it once every expression has been translated. */
    String around(String source) {
        List<String> lists = columns();
        return lists.isEmpty()
                ? source
                : converted.around("(SELECT *, " + String.join(", ", lists) + " FROM " + source + ")");
    }

    /** As {@link #around}, of several columns of one source; {@code rowid} is there as a column, as it is in a table. */
    static String aroundTable(List<DocumentFields> all, String table) {
        String sql = "(SELECT rowid, * FROM " + table + ")";
        boolean none = true;
        for (DocumentFields fields : all) {
            if (!fields.columns().isEmpty()) {
                sql = fields.around(sql);
                none = false;
            }
        }
        return none ? table : sql;
    }

    private List<String> columns() {
        var columns = new ArrayList<String>();
        add(columns, "texts", "json_extract_string", texts);
        add(columns, "documents", "json_extract", documents);
        return columns;
    }

    private void add(List<String> columns, String kind, String function, List<String> pointers) {
        for (int from = 0; from < pointers.size(); from += MOST) {
            String list = pointers.subList(from, Math.min(pointers.size(), from + MOST)).stream()
                    .map(Literals::string)
                    .collect(Collectors.joining(", ", "[", "]"));
            columns.add(function + "(" + column + ", " + list + ") AS " + list(kind, from / MOST));
        }
    }
}
