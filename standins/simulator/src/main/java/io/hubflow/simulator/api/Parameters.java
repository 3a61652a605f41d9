package io.hubflow.simulator.api;

import io.hubflow.simulator.http.Request;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The query parameters of a call, read strictly. */
final class Parameters {
    private final Map<String, List<String>> values;

    Parameters(Request request) {
        values = request.parameters();
    }

    /** The last value of a parameter; empty when it is absent or blank. */
    Optional<String> find(String name) {
        var all = values.getOrDefault(name, List.of());
        return all.isEmpty() || all.getLast().isBlank() ? Optional.empty() : Optional.of(all.getLast());
    }

    /** Names given as a comma-separated list, by repetition, or both. */
    List<String> names(String parameter) {
        var names = new LinkedHashSet<String>();
        for (String value : values.getOrDefault(parameter, List.of())) {
            for (String name : value.split(",")) {
                if (!name.isBlank()) {
                    names.add(name);
                }
            }
        }
        return new ArrayList<>(names);
    }

    /** {@code true} or {@code false} in any case; anything else is refused. */
    boolean flag(String name) {
        return switch (find(name).orElse("false").toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new ApiException(Failure.validation("Invalid value for " + name + ": expected a boolean"));
        };
    }

    /** {@code limit} between 1 and {@code max}; more is refused (body unverified). */
    int limit(int absent, int max) {
        int limit = find("limit").map(Parameters::integer).orElse(absent);
        if (limit < 1 || limit > max) {
            throw new ApiException(Failure.validation("Invalid limit " + limit + ": it must be between 1 and " + max));
        }
        return limit;
    }

    private static int integer(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notAnInteger) {
            throw new ApiException(Failure.validation("Invalid limit: expected an integer"));
        }
    }
}
