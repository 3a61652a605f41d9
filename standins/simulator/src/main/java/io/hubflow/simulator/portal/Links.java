package io.hubflow.simulator.portal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The associations of the portal: generated ones, minus removed ones, plus added ones. Guarded by the portal's lock. */
public final class Links {
    private final Function<ObjectType, ObjectStore> stores;
    private final AssociationTypes types = new AssociationTypes();

    /** Changed links, both directions: (from type, to type) → from id → to id → types; no types means removed. */
    private final Map<Pair, Map<Long, TreeMap<Long, List<Link.Type>>>> changed = new HashMap<>();

    private record Pair(String fromTypeId, String toTypeId) {}

    Links(Function<ObjectType, ObjectStore> stores) {
        this.stores = stores;
    }

    /** The association types of each pair of object types. */
    public AssociationTypes types() {
        return types;
    }

    /** The links of a record to live records of another type, ascending by id. */
    public List<Link> of(ObjectType from, long fromId, ObjectType to) {
        return of(from, fromId, to, 0, Integer.MAX_VALUE);
    }

    /** The first {@code limit} links of a record to live records whose ids are at least {@code firstToId}. */
    public List<Link> of(ObjectType from, long fromId, ObjectType to, long firstToId, int limit) {
        var links = new ArrayList<Link>();
        var known = types.visible(from, to);
        for (var entry : stored(from, fromId, to).tailMap(firstToId, true).entrySet()) {
            if (links.size() == limit) {
                break;
            }
            var visible = entry.getValue().stream()
                    .map(type -> known.get(type.id()))
                    .filter(Objects::nonNull)
                    .toList();
            if (!visible.isEmpty() && isLive(to, entry.getKey())) {
                links.add(new Link(entry.getKey(), visible));
            }
        }
        return links;
    }

    /**
     * Links two records both ways, by the type without a label and, where one is given, by a labelled one. Without one
     * the link becomes the primary one of a record that has none yet; a record has one primary link at most.
     */
    void add(ObjectType from, long fromId, ObjectType to, long toId, Link.@Nullable Type labelled) {
        types.requireRelated(from, to);
        if (from.equals(to) && fromId == toId) {
            throw new IllegalArgumentException("A record cannot be associated with itself: " + fromId);
        }
        var all = new LinkedHashSet<>(between(from, fromId, to, toId));
        all.add(types.plain(from, to));
        var primary = types.of(from, to).stream().filter(Links::isPrimary).findFirst();
        if (labelled != null) {
            if (isPrimary(labelled)) {
                dropOtherPrimary(from, fromId, to, toId);
            }
            all.add(labelled);
        } else if (primary.isPresent() && !hasPrimary(from, fromId, to, toId)) {
            all.add(primary.get());
        }
        putBothWays(from, fromId, to, toId, all);
    }

    /** Removes what links two records both ways: one type, or everything; without its plain type nothing is left. */
    void remove(ObjectType from, long fromId, ObjectType to, long toId, Link.@Nullable Type only) {
        var left = new LinkedHashSet<>(between(from, fromId, to, toId));
        if (only == null || only.equals(types.plain(from, to))) {
            left.clear();
        } else {
            left.removeIf(type -> type.id() == only.id());
        }
        putBothWays(from, fromId, to, toId, left);
    }

    /**
     * Gives the survivor of a merge the links of a record, also those to archived records, which come back with them.
     */
    void inherit(ObjectType type, long fromId, long survivorId, Iterable<ObjectType> others) {
        for (ObjectType other : others) {
            new TreeMap<>(stored(type, fromId, other)).forEach((otherId, theirs) -> {
                if (theirs.isEmpty() || (other.equals(type) && otherId == survivorId)) {
                    return;
                }
                var all = new LinkedHashSet<>(between(type, survivorId, other, otherId));
                all.addAll(theirs);
                if (hasPrimary(type, survivorId, other, otherId)) {
                    all.removeIf(Links::isPrimary);
                }
                putBothWays(type, survivorId, other, otherId, all);
            });
        }
    }

    /** The types of one link; none when there is no link. */
    private List<Link.Type> between(ObjectType from, long fromId, ObjectType to, long toId) {
        var other = changed.getOrDefault(new Pair(from.id(), to.id()), Map.of()).get(fromId);
        if (other != null && other.containsKey(toId)) {
            return other.getOrDefault(toId, List.of());
        }
        var fromPopulation = stores.apply(from).population();
        var toPopulation = stores.apply(to).population();
        long fromOrdinal = fromPopulation.ordinal(fromId);
        long toOrdinal = toPopulation.ordinal(toId);
        if (fromOrdinal < 0 || toOrdinal < 0 || (from.equals(to) && fromId == toId)) {
            return List.of();
        }
        var there = LinkRule.between(from, to)
                .map(rule -> rule.types(rule.forward(), fromOrdinal, toOrdinal, toPopulation.count()))
                .orElse(List.of());
        return !there.isEmpty()
                ? there
                : LinkRule.between(to, from)
                        .map(rule -> rule.types(rule.reverse(), toOrdinal, fromOrdinal, fromPopulation.count()))
                        .orElse(List.of());
    }

    /** Every link as it is stored, also to records that are not live; no types means removed. */
    private TreeMap<Long, List<Link.Type>> stored(ObjectType from, long fromId, ObjectType to) {
        var byId = new TreeMap<Long, List<Link.Type>>();
        generated(from, fromId, to, byId::putIfAbsent);
        byId.putAll(changed.getOrDefault(new Pair(from.id(), to.id()), Map.of()).getOrDefault(fromId, new TreeMap<>()));
        return byId;
    }

    private void putBothWays(ObjectType from, long fromId, ObjectType to, long toId, Set<Link.Type> all) {
        put(from, fromId, to, toId, List.copyOf(all));
        put(to, toId, from, fromId, types.inverse(from, to, List.copyOf(all)));
    }

    private void put(ObjectType from, long fromId, ObjectType to, long toId, List<Link.Type> all) {
        changed.computeIfAbsent(new Pair(from.id(), to.id()), pair -> new HashMap<>())
                .computeIfAbsent(fromId, id -> new TreeMap<>())
                .put(toId, all);
    }

    /** The primary link belongs to the record on the side that the rule starts from: a contact has one company. */
    private boolean hasPrimary(ObjectType from, long fromId, ObjectType to, long toId) {
        boolean forward = AssociationTypes.isForward(from, to);
        var owner = forward ? stored(from, fromId, to) : stored(to, toId, from);
        long except = forward ? toId : fromId;
        return owner.entrySet().stream()
                .anyMatch(entry ->
                        entry.getKey() != except && entry.getValue().stream().anyMatch(Links::isPrimary));
    }

    private void dropOtherPrimary(ObjectType from, long fromId, ObjectType to, long toId) {
        boolean forward = AssociationTypes.isForward(from, to);
        ObjectType ownerType = forward ? from : to;
        ObjectType otherType = forward ? to : from;
        long ownerId = forward ? fromId : toId;
        stored(ownerType, ownerId, otherType).forEach((otherId, theirs) -> {
            if (theirs.stream().anyMatch(Links::isPrimary)) {
                var left = new LinkedHashSet<>(theirs);
                left.removeIf(Links::isPrimary);
                putBothWays(ownerType, ownerId, otherType, otherId, left);
            }
        });
    }

    private static boolean isPrimary(Link.Type type) {
        return AssociationTypes.PRIMARY.equals(type.label());
    }

    private void generated(ObjectType from, long fromId, ObjectType to, BiConsumer<Long, List<Link.Type>> links) {
        var fromPopulation = stores.apply(from).population();
        var toPopulation = stores.apply(to).population();
        long ordinal = fromPopulation.ordinal(fromId);
        if (ordinal < 0 || toPopulation.count() == 0) {
            return;
        }
        LinkRule.between(from, to).ifPresent(rule -> {
            for (long other : rule.forwardOrdinals(ordinal, toPopulation.count())) {
                boolean first = rule.isFirst(ordinal, other, toPopulation.count());
                accept(links, fromId, toPopulation.id(other), rule.typesOf(rule.forward(), ordinal, first));
            }
        });
        LinkRule.between(to, from).ifPresent(rule -> {
            for (long other : rule.reverseOrdinals(ordinal, toPopulation.count(), fromPopulation.count())) {
                boolean first = rule.isFirst(other, ordinal, fromPopulation.count());
                accept(links, fromId, toPopulation.id(other), rule.typesOf(rule.reverse(), other, first));
            }
        });
    }

    private static void accept(
            BiConsumer<Long, List<Link.Type>> links, long fromId, long toId, List<Link.Type> theirs) {
        if (fromId != toId) {
            links.accept(toId, theirs);
        }
    }

    private boolean isLive(ObjectType type, long id) {
        return stores.apply(type).find(id).map(CrmRecord::live).orElse(false);
    }
}
