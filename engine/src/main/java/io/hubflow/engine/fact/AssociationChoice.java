package io.hubflow.engine.fact;

import java.util.ArrayList;
import java.util.List;

/**
 * Which pairs of object types a user wants the links of.
 *
 * @param every every pair of the chosen object types, in their order
 * @param pairs those that are named, when {@code every} is false; empty = none
 */
public record AssociationChoice(boolean every, List<Named> pairs) {
    public static final AssociationChoice NONE = new AssociationChoice(false, List.of());
    public static final AssociationChoice ALL = new AssociationChoice(true, List.of());

    public AssociationChoice {
        pairs = List.copyOf(pairs);
    }

    /** Two object types as a user wrote them; the links of records of the first one are loaded. */
    public record Named(String from, String to) {
        @Override
        public String toString() {
            return from + ":" + to;
        }
    }

    /**
     * @param words {@code none}, {@code all}, or pairs such as {@code contacts:companies}
     * @throws IllegalArgumentException with the rest of a sentence that begins with the name of the setting
     */
    public static AssociationChoice parse(List<String> words) {
        if (words.size() == 1 && words.getFirst().equalsIgnoreCase("none")) {
            return NONE;
        }
        if (words.size() == 1 && words.getFirst().equalsIgnoreCase("all")) {
            return ALL;
        }
        var pairs = new ArrayList<Named>();
        for (var word : words) {
            var ends = word.split(":", -1);
            if (ends.length != 2 || ends[0].isBlank() || ends[1].isBlank()) {
                throw new IllegalArgumentException("holds \"" + word
                        + "\", which is no pair of object types; write none, all, or pairs such as contacts:companies");
            }
            var pair = new Named(ends[0].strip(), ends[1].strip());
            if (pairs.contains(pair)) {
                throw new IllegalArgumentException("names the pair " + pair + " twice");
            }
            pairs.add(pair);
        }
        return new AssociationChoice(false, pairs);
    }
}
