package io.hubflow.engine.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ReferenceTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The comments that warehouses show beside columns: HubSpot's label and description, whether HubSpot calculates the value, and
 * the first options. They are made of {@code hubspot_properties} alone, so that every way of writing that table, by a command or
 * by a flow, gives the same comments.
 *
 * <p>Each comment ends with a mark. A comment without it is a person's and is never replaced.
 */
public final class ColumnComments {
    /** The columns of {@code hubspot_properties} that a comment is made of, in the order that {@link #of(List)} expects. */
    public static final List<String> SOURCE =
            List.of("name", "column_name", "label", "description", "calculated", "options", "protection", "in_hubspot");

    private static final JsonMapper JSON = new JsonMapper();
    private static final String OF_PROPERTY = "(HubSpot property ";
    private static final String OF_HUBFLOW = "(hubflow)";
    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cntrl}]+");

    /** Characters of a description. A portal's longest ones would fill a screen in every tool that shows them. */
    private static final int LONGEST_TEXT = 400;
    /** What fits beside a column; all of them are in {@code hubspot_properties}. */
    private static final int MOST_OPTIONS = 8;

    private static final Map<String, String> SYSTEM = Map.ofEntries(
            system("_id", "HubSpot's id of the record; one row an id"),
            system("_created_at", "When the record was created in HubSpot"),
            system("_updated_at", "When the record was last changed in HubSpot"),
            system("_archived", "True for a record in HubSpot's recycle bin, or deleted"),
            system("_archived_at", "When the record was archived"),
            system("_deleted_at", "When it was found that HubSpot has deleted the record for good"),
            system("_merged_into", "Id of the record that this one was merged into"),
            system("_out_of_scope", "True for a record that no longer matches the configured filter"),
            system("_synced_at", "When this version was read from HubSpot"),
            system("_version_at", "Orders the versions of the record"),
            system("_unparsed", "Values that do not fit their columns, by property"),
            system("_content_hash", "Hash of the row; unchanged rows are not written again"));

    private ColumnComments() {}

    private static Map.Entry<String, String> system(String column, String words) {
        return Map.entry(column, words + ". " + OF_HUBFLOW);
    }

    /** Of the columns that every table of records has, by lower-cased name. */
    public static Map<String, String> ofSystemColumns() {
        return SYSTEM;
    }

    /** Of a table of records. */
    public static String ofTable(String objectType) {
        return "HubSpot " + objectType + ", one row a record. " + OF_HUBFLOW;
    }

    /** Whether a comment may be replaced: there is none, or hubflow wrote it. */
    public static boolean isReplaceable(@Nullable String comment) {
        return comment == null || comment.isEmpty() || isOurs(comment);
    }

    /** Whether hubflow wrote a comment. */
    public static boolean isOurs(String comment) {
        return comment.endsWith(OF_HUBFLOW) || (comment.endsWith(")") && comment.contains(OF_PROPERTY));
    }

    /** By column, of the columns that hold a property. */
    public static Map<String, String> of(ReferenceTable properties) {
        var names = properties.columns().stream().map(Column::name).toList();
        var positions = SOURCE.stream().map(names::indexOf).toList();
        var rows = new ArrayList<List<@Nullable Object>>();
        for (var row : properties.rows()) {
            var values = new ArrayList<@Nullable Object>();
            positions.forEach(position -> values.add(position < 0 ? null : row.get(position)));
            rows.add(values);
        }
        return of(rows);
    }

    /**
     * By column, of the columns that hold a property.
     *
     * @param rows of {@code hubspot_properties}, the values of {@link #SOURCE}
     */
    public static Map<String, String> of(List<List<@Nullable Object>> rows) {
        var comments = new HashMap<String, String>();
        for (var row : rows) {
            var column = text(row.get(1));
            if (!column.isEmpty()) {
                comments.put(column, comment(row));
            }
        }
        return comments;
    }

    private static String comment(List<@Nullable Object> row) {
        var property = text(row.get(0));
        var label = text(row.get(2));
        var description = shortened(text(row.get(3)));
        var words = new ArrayList<String>();
        var meaning = label.isEmpty() ? property : label;
        words.add(sentence(
                description.isEmpty() || description.equalsIgnoreCase(meaning)
                        ? meaning
                        : meaning + ": " + description));
        if (Boolean.TRUE.equals(row.get(4))) {
            words.add("Calculated by HubSpot.");
        }
        var options = options(text(row.get(5)));
        if (!options.isEmpty()) {
            words.add("Options: " + options + ".");
        }
        var protection = text(row.get(6));
        if (!protection.isEmpty()) {
            words.add("Stored values are protected: " + protection + ".");
        }
        if (Boolean.FALSE.equals(row.get(7))) {
            words.add("HubSpot no longer has this property.");
        }
        words.add(OF_PROPERTY + property + ")");
        return String.join(" ", words);
    }

    private static String sentence(String text) {
        return text.endsWith(".") || text.endsWith("!") || text.endsWith("?") || text.endsWith("…") ? text : text + ".";
    }

    private static String text(@Nullable Object value) {
        return value == null
                ? ""
                : BLANKS.matcher(value.toString()).replaceAll(" ").strip();
    }

    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_TEXT
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_TEXT)).strip() + "…";
    }

    /** {@code NEW (New lead), OPEN and 12 more}: values as rows hold them, and labels where they say something else. */
    private static String options(String json) {
        if (json.isEmpty()) {
            return "";
        }
        JsonNode options;
        try {
            options = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("options in hubspot_properties are not JSON", e);
        }
        var first = new ArrayList<String>();
        for (var option : options) {
            if (first.size() == MOST_OPTIONS) {
                break;
            }
            var value = shortened(text(option.path("value").asText()));
            var label = shortened(text(option.path("label").asText()));
            first.add(label.isEmpty() || label.equalsIgnoreCase(value) ? value : value + " (" + label + ")");
        }
        var rest = options.size() - first.size();
        return String.join(", ", first) + (rest > 0 ? " and " + rest + " more" : "");
    }
}
