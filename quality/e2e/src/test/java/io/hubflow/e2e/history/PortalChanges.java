package io.hubflow.e2e.history;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.portal.PropertyCatalog.RetypedValues;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What people do to the portal between two runs. */
final class PortalChanges {
    private final Simulator portal;
    private final Random random;

    PortalChanges(Simulator portal, Random random) {
        this.portal = portal;
        this.random = random;
    }

    /** Makes some changes and says which. */
    String make() {
        var told = new StringBuilder();
        for (var i = random.nextInt(4); i > 0; i--) {
            told.append(told.isEmpty() ? "" : ", ").append(one());
        }
        return told.isEmpty() ? "nothing" : told.toString();
    }

    private String one() {
        var type = History.OBJECTS.get(random.nextInt(History.OBJECTS.size()));
        var some = new Target.Random(1 + random.nextInt(12), 1 + random.nextInt(1_000_000));
        var mutation = switch (random.nextInt(10)) {
            case 0, 1, 2 -> new Mutation.Update(type, some, List.of(), Map.of());
            case 3 -> new Mutation.Update("contacts", some, List.of("city", "email"), Map.of());
            case 4 -> new Mutation.Create(type, 1 + random.nextInt(8), Map.of());
            case 5 -> new Mutation.Archive(type, new Target.Random(2, some.seed()));
            case 6 -> {
                var name = "extra_" + random.nextInt(3);
                yield defined(type, name)
                        ? new Mutation.ArchiveProperty(type, name)
                        : new Mutation.CreateProperty(
                                type, name, "string", "text", List.of(), "non_sensitive", false, random.nextBoolean());
            }
            case 7 ->
                new Mutation.RetypeProperty(
                        "machine",
                        "operating_hours",
                        random.nextBoolean() ? "string" : "number",
                        "text",
                        List.of(),
                        RetypedValues.KEPT);
            case 8 -> {
                var owner = portal.portal().owners().all().stream()
                        .filter(candidate -> !candidate.archived())
                        .findFirst()
                        .orElseThrow();
                yield new Mutation.DeactivateOwner(owner.id());
            }
            default -> new Mutation.Update("tickets", some, List.of("hubspot_owner_id"), Map.of());
        };
        portal.mutate(mutation);
        return mutation.getClass().getSimpleName() + " " + type;
    }

    private boolean defined(String type, String property) {
        var objectType = portal.portal().types().require(type);
        return portal.portal().catalog(objectType).find(property).isPresent();
    }
}
