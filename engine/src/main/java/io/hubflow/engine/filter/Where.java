package io.hubflow.engine.filter;

import io.hubflow.hubspot.SearchFilter.Operator;
import java.util.List;

/**
 * A filter as the user wrote it, read but not yet checked against HubSpot's definitions.
 *
 * @param objectType name as written
 * @param groups of these one must hold as a whole; never empty
 * @param text all of the text that it was read from, which the conditions' positions count in
 */
public record Where(String objectType, List<List<Condition>> groups, String text) {
    public Where {
        groups = groups.stream().map(List::copyOf).toList();
    }

    /**
     * One comparison.
     *
     * @param values as many as the operator takes: none, one, two for {@code BETWEEN}, any number for {@code IN}
     * @param at position of the property's name in the text, from 1
     */
    public record Condition(String property, Operator operator, List<String> values, int at) {
        public Condition {
            values = List.copyOf(values);
        }
    }

    /** The text is no filter; the message says where and what was expected. */
    public static final class InvalidWhere extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidWhere(String sentence) {
            super(sentence);
        }

        public String sentence() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * Reads filters, a semicolon between those of different object types:
     * <pre>{@code
     * filters    = filter { ";" filter }
     * filter     = TYPE ":" group { "OR" group }
     * group      = condition { "AND" condition }
     * condition  = PROPERTY OPERATOR [ value | "(" value { "," value } ")" | value "AND" value ]
     * value      = word without blanks, commas, semicolons and parentheses | 'text' | "text"
     * }</pre>
     * A quote inside a quoted text is doubled. Operators are HubSpot's; upper and lower case do not matter.
     */
    public static List<Where> parse(String text) throws InvalidWhere {
        return new WhereParser(text).parse();
    }
}
