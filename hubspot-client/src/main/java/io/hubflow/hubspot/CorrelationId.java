package io.hubflow.hubspot;

import java.util.regex.Pattern;

/** HubSpot's name for one answer, as sentences about failures give it: another one in each answer. */
public final class CorrelationId {
    private static final String WORDS = "correlation id ";
    private static final Pattern NAMED = Pattern.compile(WORDS + "[0-9A-Za-z-]+");

    private CorrelationId() {}

    static String inWords(String id) {
        return WORDS + id;
    }

    /** The same sentence without the ids, so that sentences about the same failure are equal. */
    public static String removedFrom(String sentence) {
        return NAMED.matcher(sentence).replaceAll("");
    }
}
