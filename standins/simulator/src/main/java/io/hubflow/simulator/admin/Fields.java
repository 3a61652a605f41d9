package io.hubflow.simulator.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Reads the members of an admin request strictly: what is missing, unknown or of another kind is refused. */
final class Fields {
    private final JsonNode json;

    Fields(JsonNode json) {
        this.json = json;
        if (!json.isObject()) {
            throw new IllegalArgumentException("A JSON object was expected, not " + json);
        }
    }

    /** Refuses members that mean nothing here; a typo would otherwise widen what a request does. */
    Fields only(Set<String> known) {
        var unknown = new TreeSet<String>();
        json.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                unknown.add(name);
            }
        });
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "Unknown " + unknown + " in " + json + "; known here: " + new TreeSet<>(known));
        }
        return this;
    }

    boolean has(String name) {
        return json.has(name);
    }

    String text(String name) {
        return MutationJson.text(json, name);
    }

    String text(String name, String absent) {
        return json.has(name) ? text(name) : absent;
    }

    long number(String name, long absent, long least) {
        return number(name, least).orElse(absent);
    }

    OptionalLong number(String name, long least) {
        JsonNode node = json.path(name);
        if (node.isMissingNode()) {
            return OptionalLong.empty();
        }
        boolean whole =
                node.isIntegralNumber() || (node.isTextual() && node.asText().matches("-?\\d{1,18}"));
        if (!whole || node.asLong() < least) {
            throw new IllegalArgumentException("\"" + name + "\" must be a whole number"
                    + (least == Long.MIN_VALUE ? "" : " of at least " + least) + ", not " + node);
        }
        return OptionalLong.of(node.asLong());
    }

    /** {@code true} or {@code "True"}: JSON's own, or a text in any case. */
    boolean flag(String name, boolean absent) {
        JsonNode node = json.path(name);
        if (node.isMissingNode()) {
            return absent;
        }
        boolean yes = node.asText().equalsIgnoreCase("true");
        if (!yes && !node.asText().equalsIgnoreCase("false")) {
            throw new IllegalArgumentException("\"" + name + "\" is true or false, not " + node);
        }
        return yes;
    }

    Set<String> words(String name) {
        return new HashSet<>(list(name));
    }

    List<String> list(String name) {
        JsonNode array = json.path(name);
        if (array.isMissingNode()) {
            return List.of();
        }
        if (!array.isArray()) {
            throw new IllegalArgumentException("\"" + name + "\" must be a list, such as [\"a\",\"b\"], not " + array);
        }
        var words = new ArrayList<String>();
        array.forEach(word -> words.add(word.asText()));
        return words;
    }

    /** One of some words, in any case. */
    String choice(String name, String absent, List<String> choices) {
        String word = text(name, absent).toLowerCase(Locale.ROOT);
        if (!choices.contains(word)) {
            throw new IllegalArgumentException("\"" + name + "\" is one of " + choices + ", not \"" + word + "\"");
        }
        return word;
    }

    @Override
    public String toString() {
        return json.toString();
    }
}
