package io.hubflow.e2e.history;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.admin.ReferenceTruth.Membership;
import io.hubflow.simulator.mutation.MergeMode;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.portal.ListPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Changes of records, of their links, lists and histories, as people make them between two runs; drawn from a seed. */
final class FactChanges {
    private final Simulator portal;
    private final Random random;
    private final List<String> types;

    FactChanges(Simulator portal, Random random, List<String> types) {
        this.portal = portal;
        this.random = random;
        this.types = types;
    }

    /** Makes some changes and says which. */
    List<String> make(int count) {
        var told = new ArrayList<String>();
        while (told.size() < count) {
            one().ifPresent(mutation -> {
                portal.mutate(mutation);
                told.add(mutation.toString());
            });
        }
        return told;
    }

    private Optional<Mutation> one() {
        var type = types.get(random.nextInt(types.size()));
        var some = Target.random(1 + random.nextInt(5), 1 + random.nextInt(1_000_000));
        var few = Target.random(1 + random.nextInt(2), 1 + random.nextInt(1_000_000));
        return switch (random.nextInt(18)) {
            case 0, 1 -> Optional.of(new Mutation.Update(type, some, List.of(), Map.of()));
            case 2 -> Optional.of(new Mutation.Update("deals", some, List.of("dealstage"), Map.of()));
            case 3 -> Optional.of(new Mutation.Update("contacts", some, List.of("lifecyclestage"), Map.of()));
            case 4 -> Optional.of(new Mutation.Create(type, 1 + random.nextInt(3), Map.of()));
            case 5, 6 -> Optional.of(new Mutation.Archive(type, few));
            case 7 ->
                portal.tombstones(type).isEmpty() ? Optional.empty() : Optional.of(new Mutation.Restore(type, few));
            case 8 -> Optional.of(new Mutation.GdprDelete(type, Target.random(1, 1 + random.nextInt(1_000_000))));
            case 9, 10 ->
                Optional.of(new Mutation.Merge(
                        type,
                        Target.random(1, 1 + random.nextInt(1_000_000)),
                        Optional.of(random.nextBoolean() ? MergeMode.NEW_ID : MergeMode.PRESERVE_PRIMARY_ID)));
            case 11, 12, 13 -> link();
            case 14 -> unlink();
            case 15 -> list();
            case 16 -> user();
            default -> member();
        };
    }

    private Optional<Mutation> link() {
        var from = types.get(random.nextInt(types.size()));
        var to = types.get(random.nextInt(types.size()));
        if (from.equals(to) || !related(from, to)) {
            return Optional.empty();
        }
        var labels = portal.reference().associationTypes(type(from), type(to));
        var label = labels.isEmpty()
                ? ""
                : String.valueOf(labels.get(random.nextInt(labels.size())).id());
        return Optional.of(new Mutation.Associate(
                from, some(from), to, Target.random(1 + random.nextInt(8), 1 + random.nextInt(1_000_000)), label));
    }

    private Optional<Mutation> unlink() {
        var from = types.get(random.nextInt(types.size()));
        var to = types.get(random.nextInt(types.size()));
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

    /** The first two lists stay. */
    private Optional<Mutation> list() {
        var lists = portal.reference().lists();
        if (lists.size() > 2 && random.nextBoolean()) {
            return Optional.of(
                    new Mutation.DeleteList(lists.getLast().path("listId").asText()));
        }
        return Optional.of(new Mutation.CreateList(ListPlan.of("companies", 1 + random.nextInt(20))));
    }

    private Optional<Mutation> user() {
        var active = portal.reference().owners().stream()
                .filter(owner -> !owner.path("archived").asBoolean())
                .toList();
        var owner = active.get(random.nextInt(active.size()));
        return Optional.of(
                switch (random.nextInt(3)) {
                    case 0 -> new Mutation.DeactivateOwner(owner.path("id").asLong());
                    case 1 -> new Mutation.MoveUser(owner.path("userId").asLong(), "1000001");
                    default -> new Mutation.CreateUser("u" + random.nextInt(1_000) + "@portal.example", "A", "B", "");
                });
    }

    private Optional<Mutation> member() {
        var members = portal.memberships("1");
        if (random.nextBoolean() && !members.isEmpty()) {
            Membership gone = members.get(random.nextInt(members.size()));
            return Optional.of(new Mutation.RemoveMembers("1", Target.id(gone.recordId())));
        }
        return Optional.of(new Mutation.AddMembers("1", Target.random(2, 1 + random.nextInt(1_000_000))));
    }

    private long some(String typeName) {
        var records =
                portal.records(typeName).stream().filter(row -> !row.archived()).toList();
        return records.get(random.nextInt(records.size())).id();
    }

    private boolean related(String from, String to) {
        return portal.portal().links().types().related(type(from), type(to));
    }

    private io.hubflow.simulator.portal.ObjectType type(String name) {
        return portal.portal().types().require(name);
    }
}
