package io.hubflow.e2e.story;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.portal.ListPlan;
import io.hubflow.simulator.portal.PropertyCatalog.RetypedValues;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Draws a change of what describes the records: properties and their types, labels of links, lists, pipelines. */
final class SchemaChange {
    /** Properties that come and go; every configuration selects them, by {@link #ALL}. */
    static final List<String> NAMES = List.of("extra_0", "extra_1", "extra_2");

    static final String ALL = "extra_*";

    /** Stays: a wildcard that no property fits is an error. */
    private static final String STAYS = "extra_that_stays";

    /** Types with their field types. */
    private static final Map<String, String> TYPES = Map.of(
            "string", "text",
            "number", "number",
            "date", "date",
            "datetime", "date",
            "enumeration", "select",
            "bool", "booleancheckbox");

    private final Simulator portal;
    private final List<String> objects;
    private final Random random;

    SchemaChange(Simulator portal, List<String> objects, Random random) {
        this.portal = portal;
        this.objects = objects;
        this.random = random;
    }

    /** Makes the property of each object type that {@link #ALL} always fits. */
    static void prepare(Simulator portal, List<String> objects) {
        for (var object : objects) {
            portal.mutate(new Mutation.CreateProperty(
                    object, STAYS, "string", "text", List.of(), "non_sensitive", false, false));
        }
    }

    /** @return what was done; empty when the portal has nothing that it could be done to */
    Optional<String> make() {
        try {
            var mutation = mutation();
            portal.mutate(mutation);
            return Optional.of(mutation.toString());
        } catch (IllegalArgumentException nothingToChange) {
            return Optional.empty();
        }
    }

    private Mutation mutation() {
        var object = pick(objects);
        var other = pick(objects);
        var name = pick(NAMES);
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> {
                var type = type();
                yield new Mutation.CreateProperty(
                        object, name, type, field(type), options(type), "non_sensitive", false, random.nextInt(4) > 0);
            }
            case 3 -> new Mutation.ArchiveProperty(object, name);
            case 4, 5 -> {
                var type = type();
                yield new Mutation.RetypeProperty(
                        object, name, type, field(type), options(type), pick(List.of(RetypedValues.values())));
            }
            case 6, 7 -> new Mutation.Update(object, Target.random(5, seed()), List.of(name), Map.of());
            case 8 ->
                new Mutation.CreateLabel(object, other, "Label " + random.nextInt(2), "Inverse " + random.nextInt(2));
            case 9 ->
                random.nextBoolean()
                        ? new Mutation.DeleteLabel(object, other, "Label " + random.nextInt(2))
                        : new Mutation.RenameLabel(object, other, "Label 0", "Label 1");
            case 10 -> new Mutation.CreateList(ListPlan.of(object, 1 + random.nextInt(5)));
            default -> {
                var list = String.valueOf(1 + random.nextInt(2));
                yield random.nextBoolean()
                        ? new Mutation.DeleteList(list)
                        : new Mutation.AddMembers(list, Target.random(3, seed()));
            }
        };
    }

    private long seed() {
        return 1 + random.nextInt(1_000_000);
    }

    private String type() {
        return pick(TYPES.keySet().stream().sorted().toList());
    }

    private static String field(String type) {
        return TYPES.getOrDefault(type, "text");
    }

    private static List<String> options(String type) {
        return switch (type) {
            case "enumeration" -> List.of("red", "green", "blue");
            case "bool" -> List.of("true", "false");
            default -> List.of();
        };
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
