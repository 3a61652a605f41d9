package io.hubflow.app.config;

import java.util.OptionalInt;

/**
 * One thing that is wrong with the configuration.
 *
 * @param source the file, flag or environment variable it was found in; empty when something is missing everywhere
 * @param line in the file, counted from 1; absent for other sources
 * @param key the setting's dotted key, as the user wrote it; empty when the problem is the file's
 * @param sentence follows the key: {@code must be a number, but is "x"}
 */
public record Problem(String source, OptionalInt line, String key, String sentence) {
    /** Where the problem is, such as {@code hubflow.yaml:12}. */
    public String place() {
        return line.isPresent() ? source + ":" + line.getAsInt() : source;
    }

    @Override
    public String toString() {
        var place = place();
        var text = key.isEmpty() ? sentence : key + " " + sentence;
        var stop = text.endsWith(".") || text.endsWith("?") ? "" : ".";
        return (place.isEmpty() || place.equals(key) ? "" : place + ": ") + text + stop;
    }
}
