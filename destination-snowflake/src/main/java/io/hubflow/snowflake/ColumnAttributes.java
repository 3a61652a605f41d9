package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.literal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * What administrators attach to a column, which is lost when the column, or the view that it is in, is replaced.
 *
 * @param type as DESCRIBE names it
 * @param comment empty for none
 * @param policy the masking policy's full name as SQL; empty for none
 * @param tags value by the tag's full name as SQL
 */
record ColumnAttributes(String type, String comment, String policy, Map<String, String> tags) {
    static final ColumnAttributes NONE = new ColumnAttributes("", "", "", Map.of());

    ColumnAttributes {
        tags = Map.copyOf(tags);
    }

    ColumnAttributes withComment(String other) {
        return new ColumnAttributes(type, other, policy, tags);
    }

    /** The end of a column's definition, in the order that Snowflake asks for. */
    String ddl() {
        var sql = new StringBuilder();
        if (!policy.isEmpty()) {
            sql.append(" WITH MASKING POLICY ").append(policy);
        }
        if (!tags.isEmpty()) {
            var list = new StringJoiner(", ", " WITH TAG (", ")");
            tags.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(tag -> list.add(tag.getKey() + " = " + literal(tag.getValue())));
            sql.append(list);
        }
        if (!comment.isEmpty()) {
            sql.append(" COMMENT ").append(literal(comment));
        }
        return sql.toString();
    }

    /** The rights that a role needs to attach the same again. */
    List<String> grants(Grants grants) {
        var needed = new ArrayList<String>();
        if (!policy.isEmpty()) {
            needed.add(grants.apply("MASKING POLICY", policy));
        }
        tags.keySet().stream().sorted().forEach(tag -> needed.add(grants.apply("TAG", tag)));
        return needed;
    }
}
