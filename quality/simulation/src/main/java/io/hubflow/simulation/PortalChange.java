package io.hubflow.simulation;

import io.hubflow.simulation.Circumstance.Change;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.mutation.MergeMode;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.portal.PropertyCatalog.RetypedValues;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Makes a drawn change of the portal; what it concerns depends on the change's seed and on what the portal holds then. */
public final class PortalChange {
    private final Simulator portal;
    private final List<String> objects;
    private final Change change;
    private final Random random;

    private PortalChange(Simulator portal, List<String> objects, Change change) {
        this.portal = portal;
        this.objects = objects;
        this.change = change;
        this.random = new Random(change.seed());
    }

    /**
     * What was done.
     *
     * @param ids of the records that it concerned
     */
    public record Made(String what, List<Long> ids) {}

    /** @return empty when the portal holds nothing that it could be done to */
    public static Optional<Made> make(Simulator portal, List<String> objects, Change change) {
        try {
            return new PortalChange(portal, objects, change)
                    .mutation()
                    .map(mutation -> new Made(
                            mutation.toString(), portal.mutate(mutation).ids()));
        } catch (IllegalArgumentException | java.util.NoSuchElementException nothingToChange) {
            return Optional.empty();
        }
    }

    private Optional<Mutation> mutation() {
        var type = change.objectType();
        var some = Target.random(1 + random.nextInt(6), change.seed());
        var few = Target.random(1 + random.nextInt(2), change.seed());
        return switch (change.kind()) {
            case UPDATE -> Optional.of(new Mutation.Update(type, some, updated(), Map.of()));
            case BULK_UPDATE ->
                Optional.of(new Mutation.Update(
                        type, Target.random(30 + random.nextInt(220), change.seed()), updated(), Map.of()));
            case CREATE -> Optional.of(new Mutation.Create(type, 1 + random.nextInt(6), Map.of()));
            case BULK_IMPORT -> Optional.of(new Mutation.BulkImport(type, 10 + random.nextInt(450), Optional.empty()));
            case ARCHIVE -> Optional.of(new Mutation.Archive(type, some));
            case RESTORE -> Optional.of(new Mutation.Restore(type, few));
            case PURGE -> Optional.of(new Mutation.Purge(type, few));
            case GDPR_DELETE -> Optional.of(new Mutation.GdprDelete(type, Target.random(1, change.seed())));
            case MERGE ->
                Optional.of(new Mutation.Merge(
                        type,
                        few,
                        Optional.of(random.nextBoolean() ? MergeMode.NEW_ID : MergeMode.PRESERVE_PRIMARY_ID)));
            case RECALCULATE -> Optional.of(new Mutation.Recalculate(type, some, List.of(), Map.of()));
            case ASSOCIATE -> associate();
            case DISSOCIATE -> dissociate();
            case CREATE_PROPERTY -> createProperty();
            case ARCHIVE_PROPERTY -> archiveProperty();
            case RETYPE_PROPERTY ->
                type.equals("machine")
                        ? Optional.of(new Mutation.RetypeProperty(
                                type,
                                "operating_hours",
                                random.nextBoolean() ? "string" : "number",
                                "text",
                                List.of(),
                                RetypedValues.KEPT))
                        : Optional.empty();
            case CHANGE_OWNER ->
                Optional.of(new Mutation.CreateUser("u" + change.seed() + "@portal.example", "A", "B", ""));
            case CHANGE_MEMBERS -> members();
        };
    }

    /** What is selected changes more often than the rest. */
    private List<String> updated() {
        var known = ScenarioDraw.properties(change.objectType());
        return random.nextBoolean() ? List.of() : List.of(known.get(random.nextInt(known.size())));
    }

    private Optional<Mutation> createProperty() {
        var name = "extra_" + random.nextInt(3);
        return Optional.of(new Mutation.CreateProperty(
                change.objectType(),
                name,
                "string",
                "text",
                List.of(),
                "non_sensitive",
                random.nextInt(3) == 0,
                random.nextBoolean()));
    }

    private Optional<Mutation> archiveProperty() {
        var name = "extra_" + random.nextInt(3);
        var type = portal.portal().types().require(change.objectType());
        return portal.portal().catalog(type).find(name).isPresent()
                ? Optional.of(new Mutation.ArchiveProperty(change.objectType(), name))
                : Optional.empty();
    }

    private Optional<Mutation> associate() {
        var from = change.objectType();
        var to = objects.get(random.nextInt(objects.size()));
        if (from.equals(to) || !related(from, to)) {
            return Optional.empty();
        }
        var labels = portal.reference()
                .associationTypes(
                        portal.portal().types().require(from),
                        portal.portal().types().require(to));
        var label = labels.isEmpty()
                ? ""
                : String.valueOf(labels.get(random.nextInt(labels.size())).id());
        var live = portal.records(from, Set.of()).stream()
                .filter(row -> !row.archived())
                .toList();
        return live.isEmpty()
                ? Optional.empty()
                : Optional.of(new Mutation.Associate(
                        from,
                        live.get(random.nextInt(live.size())).id(),
                        to,
                        Target.random(1 + random.nextInt(8), change.seed()),
                        label));
    }

    private Optional<Mutation> dissociate() {
        var from = change.objectType();
        var to = objects.get(random.nextInt(objects.size()));
        if (from.equals(to) || !related(from, to)) {
            return Optional.empty();
        }
        var links = portal.links(from, to);
        if (links.isEmpty()) {
            return Optional.empty();
        }
        var link = links.get(random.nextInt(links.size()));
        var label = random.nextBoolean() ? "" : String.valueOf(link.typeId());
        return Optional.of(new Mutation.Dissociate(from, link.fromId(), to, Target.id(link.toId()), label));
    }

    private Optional<Mutation> members() {
        if (portal.reference().lists().isEmpty()) {
            return Optional.empty();
        }
        var list = portal.reference().lists().getFirst().path("listId").asText();
        return Optional.of(
                random.nextBoolean()
                        ? new Mutation.AddMembers(list, Target.random(2, change.seed()))
                        : new Mutation.RemoveMembers(list, Target.random(2, change.seed())));
    }

    private boolean related(String from, String to) {
        var types = portal.portal().types();
        return portal.portal().links().types().related(types.require(from), types.require(to));
    }
}
