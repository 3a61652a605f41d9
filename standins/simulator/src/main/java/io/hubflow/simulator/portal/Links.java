package io.hubflow.simulator.portal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The associations of the portal: generated ones, minus removed ones, plus added ones. Guarded by the portal's lock. */
public final class Links {
    private final Function<ObjectType, ObjectStore> stores;

    /** Changed links, both directions: (from type, to type) → from id → to id → types; no types means removed. */
    private final Map<Pair, Map<Long, TreeMap<Long, List<Link.Type>>>> changed = new HashMap<>();

    private record Pair(String fromTypeId, String toTypeId) {}

    Links(Function<ObjectType, ObjectStore> stores) {
        this.stores = stores;
    }

    /** The links of a record to live records of another type, ascending by id. */
    public List<Link> of(ObjectType from, long fromId, ObjectType to) {
        var byId = new TreeMap<Long, List<Link.Type>>();
        generated(from, fromId, to, byId);
        byId.putAll(changed.getOrDefault(new Pair(from.id(), to.id()), Map.of()).getOrDefault(fromId, new TreeMap<>()));
        var links = new ArrayList<Link>(byId.size());
        byId.forEach((toId, types) -> {
            if (!types.isEmpty() && isLive(to, toId)) {
                links.add(new Link(toId, types));
            }
        });
        return links;
    }

    /** The association types there are from one type to another. */
    public List<Link.Type> types(ObjectType from, ObjectType to) {
        Optional<LinkRule> forward = LinkRule.between(from, to);
        if (forward.isPresent()) {
            return forward.get().forward();
        }
        return LinkRule.between(to, from)
                .map(LinkRule::reverse)
                .orElseGet(() -> List.of(new Link.Type("HUBSPOT_DEFINED", unlistedTypeId(from, to), null)));
    }

    /** Links two records with every type there is between them, both ways. */
    void add(ObjectType from, long fromId, ObjectType to, long toId) {
        put(from, fromId, to, toId, types(from, to));
        put(to, toId, from, fromId, types(to, from));
    }

    /** Removes what links two records, both ways. */
    void remove(ObjectType from, long fromId, ObjectType to, long toId) {
        put(from, fromId, to, toId, List.of());
        put(to, toId, from, fromId, List.of());
    }

    private void put(ObjectType from, long fromId, ObjectType to, long toId, List<Link.Type> types) {
        changed.computeIfAbsent(new Pair(from.id(), to.id()), pair -> new HashMap<>())
                .computeIfAbsent(fromId, id -> new TreeMap<>())
                .put(toId, types);
    }

    private void generated(ObjectType from, long fromId, ObjectType to, Map<Long, List<Link.Type>> byId) {
        var fromPopulation = stores.apply(from).population();
        var toPopulation = stores.apply(to).population();
        long ordinal = fromPopulation.ordinal(fromId);
        if (ordinal < 0 || toPopulation.count() == 0) {
            return;
        }
        LinkRule.between(from, to).ifPresent(rule -> {
            for (long other : rule.forwardOrdinals(ordinal, toPopulation.count())) {
                boolean first = rule.isFirst(ordinal, other, toPopulation.count());
                byId.put(toPopulation.id(other), rule.typesOf(rule.forward(), first));
            }
        });
        LinkRule.between(to, from).filter(rule -> !rule.reverse().isEmpty()).ifPresent(rule -> {
            for (long other : rule.reverseOrdinals(ordinal, toPopulation.count(), fromPopulation.count())) {
                boolean first = rule.isFirst(other, ordinal, fromPopulation.count());
                byId.put(toPopulation.id(other), rule.typesOf(rule.reverse(), first));
            }
        });
    }

    private boolean isLive(ObjectType type, long id) {
        return stores.apply(type).find(id).map(CrmRecord::live).orElse(false);
    }

    private static int unlistedTypeId(ObjectType from, ObjectType to) {
        return 1_000 + Math.floorMod((from.id() + ">" + to.id()).hashCode(), 9_000);
    }
}
