package io.hubflow.app.command;

import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.catalog.Suggestions;
import io.hubflow.engine.checkpoint.FactProgress;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.DestinationReader;
import io.hubflow.engine.destination.DestinationStatus;
import io.hubflow.engine.destination.QueryRows;
import io.hubflow.hubspot.Associations;
import io.hubflow.hubspot.HubSpotClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;

/** The object types that a destination holds, and what it costs to read some of their records again. */
final class LoadedObjects {
    private final DestinationReader reader;
    private final DestinationStatus status;
    private final TreeMap<String, ObjectState> states = new TreeMap<>();
    private final Function<String, ParameterException> refusal;

    /** @param refusal makes an error of a sentence */
    LoadedObjects(DestinationReader reader, Function<String, ParameterException> refusal) {
        this.reader = reader;
        this.status = reader.status();
        this.refusal = refusal;
        status.checkpoints().stream()
                .filter(ObjectState::isIn)
                .forEach(checkpoint -> states.put(checkpoint.stream(), StateCodec.read(checkpoint, ObjectState.class)));
        if (states.isEmpty()) {
            throw refusal.apply("hubflow has not loaded anything into " + reader.description()
                    + " yet, so there is nothing to read again; run `hubflow sync` first");
        }
    }

    /**
     * These object types by hubflow's names, or all when none is given.
     *
     * @throws ParameterException when one of them is not loaded
     */
    List<String> chosen(String flag, List<String> written) {
        var chosen = new ArrayList<String>();
        for (var one : written) {
            var name = Catalog.standardName(one);
            if (!states.containsKey(name)) {
                throw refusal.apply(flag + ": " + one.strip() + " has not been loaded. "
                        + Suggestions.sentence(
                                name, states.keySet(), "Loaded are " + String.join(", ", states.keySet()) + "."));
            }
            chosen.add(name);
        }
        return chosen.isEmpty()
                ? List.copyOf(states.keySet())
                : chosen.stream().distinct().toList();
    }

    /** @throws ParameterException when the moment lies before the first run */
    void requireAfterFirstRun(String flag, Instant moment) {
        var first = new ArrayList<Instant>();
        reader.run("SELECT min(started_at) FROM _hubflow_runs", new FirstValue(value -> {
            if (value instanceof Instant at) {
                first.add(at);
            }
        }));
        if (!first.isEmpty() && moment.isBefore(first.getFirst())) {
            throw refusal.apply(flag + " " + moment + " lies before the first run, which began at " + first.getFirst()
                    + ". To load everything again, use `hubflow reset`");
        }
    }

    ObjectState state(String objectType) {
        return Objects.requireNonNull(states.get(objectType), objectType);
    }

    long rows(String objectType) {
        return status.rows().getOrDefault(objectType, 0L);
    }

    /**
     * Rows that were last modified in a range, both ends included. Of a custom type whose table may have another name all
     * rows: the figure is a forecast.
     */
    long rows(String objectType, Instant from, Optional<Instant> to) {
        var table = Catalog.tableName(objectType);
        if (!Catalog.standardTables().contains(table) || !status.rows().containsKey(objectType)) {
            return rows(objectType);
        }
        var counted = new long[1];
        reader.run(
                "SELECT count(*) FROM " + table + " WHERE _updated_at >= '" + from + "'"
                        + to.map(end -> " AND _updated_at <= '" + end + "'").orElse(""),
                new FirstValue(value -> counted[0] = value instanceof Number count ? count.longValue() : 0L));
        return counted[0];
    }

    /** About how many calls it takes to read so many records, with their links and histories. */
    long calls(String objectType, long rows, int recordsPerPage) {
        var calls = 1 + pages(rows, recordsPerPage);
        for (FactProgress facts : state(objectType).factTables()) {
            var links = facts.properties().isEmpty();
            calls += pages(rows, links ? Associations.MAX_BATCH : HubSpotClient.MAX_HISTORY_BATCH);
        }
        return calls;
    }

    private static long pages(long rows, int perPage) {
        return (rows + perPage - 1) / perPage;
    }

    /** Takes the one value of each row. */
    private record FirstValue(Consumer<@Nullable Object> taker) implements QueryRows {
        @Override
        public void columns(List<String> names, List<String> types) {}

        @Override
        public void row(List<@Nullable Object> values) {
            taker.accept(values.getFirst());
        }
    }
}
