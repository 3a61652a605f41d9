package io.hubflow.simulator.portal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Which object types can be associated, and by which association types. Each association type has one id and one label
 * for each direction. Labels come and go under the portal's write lock.
 *
 * <p>HubSpot publishes no complete table of related types; which pairs are refused here is unverified.
 */
public final class AssociationTypes {
    /** The label of the association of which a record has at most one; HubSpot's own. */
    static final String PRIMARY = "Primary";

    private static final Set<String> ACTIVITIES = Set.of("0-46", "0-47", "0-48", "0-49", "0-27", "0-18", "0-116");
    private static final Set<String> ITEMS = Set.of("0-8", "0-84", "0-85", "0-86");
    private static final Set<String> SOLD = Set.of("0-3", "0-14", "0-53", "0-69", "0-123", "0-142", "0-8");

    /** Products, goals, users, campaigns and deal splits are associated with nothing. */
    private static final Set<String> ALONE = Set.of("0-7", "0-74", "0-115", "0-35", "0-72");

    private static final int FIRST_LABEL_ID = 20_001;

    private final Map<Pair, List<Definition>> definitions = new ConcurrentHashMap<>();
    private int nextLabelId = FIRST_LABEL_ID;

    private record Pair(String fromTypeId, String toTypeId) {}

    /** One association type as both sides call it. */
    private record Definition(Link.Type there, Link.Type back) {
        Definition turned() {
            return new Definition(back, there);
        }
    }

    /** Whether records of the two types can be associated. */
    public boolean related(ObjectType from, ObjectType to) {
        if (ALONE.contains(from.id()) || ALONE.contains(to.id())) {
            return false;
        }
        if (ITEMS.contains(from.id()) || ITEMS.contains(to.id())) {
            return SOLD.contains(from.id()) && ITEMS.contains(to.id())
                    || ITEMS.contains(from.id()) && SOLD.contains(to.id());
        }
        return !(ACTIVITIES.contains(from.id()) && ACTIVITIES.contains(to.id()));
    }

    /** The association types that the labels endpoint shows from one type to another; empty for a one-way pair. */
    public List<Link.Type> of(ObjectType from, ObjectType to) {
        var types = allDefinitions(from, to).stream().map(Definition::there);
        return types.filter(Link.Type::visible).toList();
    }

    /** The type without a label. */
    Link.Type plain(ObjectType from, ObjectType to) {
        return oriented(from, to).getFirst().there();
    }

    /** The same association types as the other side calls them. */
    List<Link.Type> inverse(ObjectType from, ObjectType to, List<Link.Type> types) {
        var all = allDefinitions(from, to);
        return types.stream()
                .flatMap(type -> all.stream()
                        .filter(definition -> definition.there().id() == type.id())
                        .map(Definition::back)
                        .limit(1))
                .toList();
    }

    /** The association types that an answer may show, by id, under the labels they have now. */
    Map<Integer, Link.Type> visible(ObjectType from, ObjectType to) {
        var byId = new HashMap<Integer, Link.Type>();
        of(from, to).forEach(type -> byId.put(type.id(), type));
        return byId;
    }

    /**
     * The association type of a label or, in digits, of an id.
     *
     * @throws IllegalArgumentException when the pair has no such type
     */
    public Link.Type require(ObjectType from, ObjectType to, String labelOrId) {
        requireRelated(from, to);
        return of(from, to).stream()
                .filter(type -> labelOrId.equals(type.label()) || labelOrId.equals(String.valueOf(type.id())))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No association type \"" + labelOrId + "\" from "
                        + from.plural() + " to " + to.plural() + "; there are " + of(from, to)));
    }

    /**
     * Checks that the two types can be associated.
     *
     * @throws IllegalArgumentException when they cannot
     */
    public void requireRelated(ObjectType from, ObjectType to) {
        if (!related(from, to)) {
            throw new IllegalArgumentException(from.plural() + " cannot be associated with " + to.plural());
        }
    }

    /** Adds a label of the account's own; the other direction may call it differently. */
    public Link.Type createLabel(ObjectType from, ObjectType to, String label, String inverseLabel) {
        requireRelated(from, to);
        if (of(from, to).stream().anyMatch(type -> label.equals(type.label()))) {
            throw new IllegalArgumentException(
                    from.plural() + " already have a label \"" + label + "\" to " + to.plural());
        }
        var there = new Link.Type("USER_DEFINED", nextLabelId++, label);
        var back = from.equals(to) && label.equals(inverseLabel)
                ? there
                : new Link.Type("USER_DEFINED", nextLabelId++, inverseLabel);
        var more = new ArrayList<>(oriented(from, to));
        more.add(new Definition(there, back));
        store(from, to, more);
        return there;
    }

    /** Gives a label of the account's own another text in this direction. Links keep the type. */
    public void renameLabel(ObjectType from, ObjectType to, String label, String newLabel) {
        var renamed = requireOwn(from, to, label);
        var other = new Link.Type(renamed.category(), renamed.id(), newLabel);
        store(
                from,
                to,
                oriented(from, to).stream()
                        .map(definition -> new Definition(
                                definition.there().id() == renamed.id() ? other : definition.there(),
                                definition.back().id() == renamed.id() ? other : definition.back()))
                        .toList());
    }

    /** Removes a label of the account's own from the definitions and from every link. */
    public void deleteLabel(ObjectType from, ObjectType to, String label) {
        var deleted = requireOwn(from, to, label);
        store(
                from,
                to,
                oriented(from, to).stream()
                        .filter(definition -> definition.there().id() != deleted.id()
                                && definition.back().id() != deleted.id())
                        .toList());
    }

    private Link.Type requireOwn(ObjectType from, ObjectType to, String label) {
        var type = require(from, to, label);
        if (!type.category().equals("USER_DEFINED")) {
            throw new IllegalArgumentException("HubSpot's own association type " + type + " cannot be changed");
        }
        return type;
    }

    /** Of two records of one type each side can have either role, so that both directions are listed. */
    private List<Definition> allDefinitions(ObjectType from, ObjectType to) {
        var oriented = oriented(from, to);
        if (!from.equals(to)) {
            return oriented;
        }
        return oriented.stream()
                .flatMap(definition -> definition.there().equals(definition.back())
                        ? Stream.of(definition)
                        : Stream.of(definition, definition.turned()))
                .toList();
    }

    private List<Definition> oriented(ObjectType from, ObjectType to) {
        var stored = definitions.computeIfAbsent(pair(from, to), pair -> initial(from, to));
        return isForward(from, to)
                ? stored
                : stored.stream().map(Definition::turned).toList();
    }

    private void store(ObjectType from, ObjectType to, List<Definition> changed) {
        definitions.put(
                pair(from, to),
                isForward(from, to)
                        ? List.copyOf(changed)
                        : changed.stream().map(Definition::turned).toList());
    }

    private static List<Definition> initial(ObjectType from, ObjectType to) {
        var forwardFrom = isForward(from, to) ? from : to;
        var forwardTo = isForward(from, to) ? to : from;
        var rule = LinkRule.between(forwardFrom, forwardTo);
        if (rule.isEmpty()) {
            return List.of(new Definition(unlisted(forwardFrom, forwardTo), unlisted(forwardTo, forwardFrom)));
        }
        var definitions = new ArrayList<Definition>();
        for (int i = 0; i < rule.get().forward().size(); i++) {
            definitions.add(new Definition(
                    rule.get().forward().get(i), rule.get().reverse().get(i)));
        }
        return List.copyOf(definitions);
    }

    private static Pair pair(ObjectType from, ObjectType to) {
        return isForward(from, to) ? new Pair(from.id(), to.id()) : new Pair(to.id(), from.id());
    }

    /** Whether definitions are stored from this type to that one: as the rule has them, else in the order of ids. */
    static boolean isForward(ObjectType from, ObjectType to) {
        return LinkRule.between(from, to).isPresent()
                || (LinkRule.between(to, from).isEmpty() && from.id().compareTo(to.id()) <= 0);
    }

    private static Link.Type unlisted(ObjectType from, ObjectType to) {
        int id = 1_000 + Math.floorMod((from.id() + ">" + to.id()).hashCode(), 9_000);
        String category = from.isCustom() || to.isCustom() ? "USER_DEFINED" : "HUBSPOT_DEFINED";
        return new Link.Type(category, id, null);
    }
}
