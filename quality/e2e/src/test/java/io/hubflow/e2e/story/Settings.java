package io.hubflow.e2e.story;

import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulation.DrawnFilter;
import io.hubflow.simulation.Expectation;
import io.hubflow.simulation.ScenarioDraw;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.admin.Truth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What {@code hubflow.yaml} says.
 *
 * @param include names with their object types
 * @param filters by object type; of one without, all records are wanted
 */
record Settings(
        List<String> objects,
        List<String> include,
        List<String> pairs,
        List<String> history,
        Map<String, DrawnFilter> filters,
        DeleteMode deletes,
        RefreshPolicy refresh,
        Duration settleLag,
        Protection protection)
        implements Expectation {
    static final List<String> TYPES = List.of("contacts", "companies", "deals", "tickets", "machine");

    /** The one property that is protected: it changes often, and filters look at it. */
    static final String PROTECTED = "city";

    /** What is stored of a property. */
    enum Protection {
        NONE,
        HASH,
        MASK,
        DROP
    }

    static Settings draw(Random random) {
        var left = new ArrayList<>(TYPES);
        var objects = new ArrayList<String>();
        for (var count = 2 + random.nextInt(2); count > 0; count--) {
            objects.add(left.remove(random.nextInt(left.size())));
        }
        return of(List.copyOf(objects), random);
    }

    private static Settings of(List<String> objects, Random random) {
        var include = new ArrayList<String>();
        var history = new ArrayList<String>();
        var filters = new TreeMap<String, DrawnFilter>();
        var filtered = random.nextInt(3) == 0;
        for (var object : objects) {
            var properties = ScenarioDraw.properties(object);
            properties.stream()
                    .filter(name -> name.equals(PROTECTED) || random.nextInt(3) > 0)
                    .forEach(name -> include.add(object + "." + name));
            if (random.nextInt(3) == 0) {
                history.add(object + "." + pick(properties, random));
            }
            if (filtered && random.nextBoolean()) {
                filters.put(object, pick(DrawnFilter.of(object), random));
            }
        }
        var pairs = new ArrayList<String>();
        for (var from = 0; from < objects.size(); from++) {
            for (var to = from + 1; to < objects.size(); to++) {
                if (random.nextInt(3) > 0) {
                    pairs.add(objects.get(from) + ":" + objects.get(to));
                }
            }
        }
        return new Settings(
                objects,
                include,
                pairs,
                history,
                filters,
                random.nextInt(3) == 0 ? pick(List.of(DeleteMode.values()), random) : DeleteMode.SOFT,
                random.nextInt(3) == 0 ? pick(List.of(RefreshPolicy.values()), random) : RefreshPolicy.AUTO,
                pick(List.of(Duration.ZERO, Duration.ofSeconds(5), Duration.ofMinutes(5)), random),
                random.nextInt(4) == 0 ? pick(List.of(Protection.values()), random) : Protection.NONE);
    }

    private static <T> T pick(List<T> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }

    /** The same with one or two things changed. */
    Settings changed(Random random) {
        var changed = this;
        for (var count = 1 + random.nextInt(2); count > 0; count--) {
            changed = changed.changedOnce(random);
        }
        return changed;
    }

    private Settings changedOnce(Random random) {
        var other = of(objects, random);
        var kind = random.nextInt(8);
        if (kind == 7) {
            return withOtherObjects(random);
        }
        return new Settings(
                objects,
                kind == 0 ? other.include : include,
                kind == 1 ? other.pairs : pairs,
                kind == 2 ? other.history : history,
                kind == 3 ? other.filters : filters,
                kind == 4 ? pick(List.of(DeleteMode.values()), random) : deletes,
                kind == 5 ? pick(List.of(RefreshPolicy.values()), random) : refresh,
                settleLag,
                kind == 6 ? pick(List.of(Protection.values()), random) : protection);
    }

    /** One object type more, or one less. */
    private Settings withOtherObjects(Random random) {
        var others = new ArrayList<>(objects);
        var more = TYPES.stream().filter(type -> !objects.contains(type)).toList();
        if (objects.size() > 1 && random.nextBoolean()) {
            others.remove(random.nextInt(others.size()));
        } else {
            others.add(pick(more, random));
        }
        var drawn = of(others, random);
        return new Settings(
                others,
                drawn.include,
                drawn.pairs,
                drawn.history,
                drawn.filters,
                deletes,
                refresh,
                settleLag,
                protection);
    }

    /** The text of {@code hubflow.yaml}. */
    String yaml() {
        var lines = new ArrayList<String>();
        lines.add("object-types: " + list(objects));
        lines.add("include-properties: " + list(included()));
        lines.add("associations: " + (pairs.isEmpty() ? "none" : list(pairs)));
        if (!history.isEmpty()) {
            lines.add("history: " + list(history));
        }
        if (!filters.isEmpty()) {
            lines.add("where:");
            filters.forEach((object, filter) -> lines.add("  " + filter.text(object)));
        }
        lines.add("deletes: " + deletes.name().toLowerCase(Locale.ROOT));
        if (protection != Protection.NONE && !protectedProperties().isEmpty()) {
            lines.add("privacy:");
            lines.add("  " + protection.name().toLowerCase(Locale.ROOT) + ": " + list(protectedProperties()));
        }
        lines.add("sync:");
        lines.add("  refresh: " + refresh.name().toLowerCase(Locale.ROOT));
        lines.add("  settle-lag: " + settleLag.toSeconds() + "s");
        return String.join("\n", lines) + "\n";
    }

    private List<String> included() {
        var names = new ArrayList<>(include);
        names.add(SchemaChange.ALL);
        names.add("hs_object_id");
        names.add("hs_merged_object_ids");
        return names;
    }

    private static String list(List<String> names) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", ", "[", "]"));
    }

    /** With their object types. */
    List<String> protectedProperties() {
        return protection == Protection.NONE
                ? List.of()
                : include.stream()
                        .filter(name -> name.endsWith("." + PROTECTED))
                        .toList();
    }

    @Override
    public Optional<Instant> updatedAfter() {
        return Optional.empty();
    }

    @Override
    public boolean wants(String object, Map<String, String> properties) {
        var filter = filters.get(object);
        return filter == null || filter.accepts(properties);
    }

    /** Protected ones are {@link ProtectionCheck}'s. */
    @Override
    public Set<String> compared(Set<String> defined, String object) {
        var protectedOnes = protectedProperties();
        return defined.stream()
                .filter(name -> SchemaChange.NAMES.contains(name) || include.contains(object + "." + name))
                .filter(name -> !protectedOnes.contains(object + "." + name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public List<Truth.Row> truth(Simulator hubSpot, String object) {
        var names = new TreeSet<>(ScenarioDraw.properties(object));
        names.addAll(SchemaChange.NAMES);
        return hubSpot.records(object, names);
    }

    /** The same after refresh passes, but for the histories of protected properties. */
    Expectation refreshed() {
        var protectedOnes = protectedProperties();
        return new Settings(
                objects,
                include,
                pairs,
                history.stream().filter(name -> !protectedOnes.contains(name)).toList(),
                filters,
                deletes,
                RefreshPolicy.ALWAYS,
                settleLag,
                protection);
    }
}
