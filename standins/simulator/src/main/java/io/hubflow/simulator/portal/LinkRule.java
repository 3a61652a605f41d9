package io.hubflow.simulator.portal;

import io.hubflow.simulator.json.Hash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Which records of one type are associated with which of another before anybody changes it: arithmetic, so that both
 * directions are cheap and agree.
 *
 * @param percent the share of from-records with a first link; a fifth of those have a second one
 * @param forward the types from → to, the primary or labelled one last
 * @param reverse the same types as to → from calls them; of a negative id when only one side shows the link
 * @param salt what makes the choices of this rule differ from those of others
 */
record LinkRule(
        String fromTypeId, String toTypeId, int percent, List<Link.Type> forward, List<Link.Type> reverse, long salt) {
    private static final String HUBSPOT = "HUBSPOT_DEFINED";
    private static final String FIRST_CUSTOM = "2-17013344";
    private static final String PRIMARY = AssociationTypes.PRIMARY;

    /** The rules of a new portal (ids: associations guide; those of leads, commerce and custom types unverified). */
    static final List<LinkRule> ALL = List.of(
            rule("0-1", "0-2", 70, labelled(279, 1, 911, "Billing contact"), labelled(280, 2, 912, "Bills to")),
            rule("0-1", "0-1", 5, types(449), types(449)),
            rule("0-2", "0-2", 0, types(450, 13, "Child company"), types(450, 14, "Parent company")),
            rule("0-3", "0-2", 80, types(341, 5, PRIMARY), types(342, 6, PRIMARY)),
            rule("0-3", "0-1", 75, types(3), types(4)),
            rule("0-5", "0-1", 85, types(16), types(15)),
            rule("0-5", "0-2", 60, types(339, 26, PRIMARY), types(340, 25, PRIMARY)),
            rule("0-3", "0-8", 50, types(19), types(20)),
            rule("0-14", "0-3", 80, types(64), types(63)),
            rule("0-14", "0-8", 60, types(67), types(68)),
            rule("0-46", "0-1", 90, types(202), types(201)),
            rule("0-46", "0-2", 40, types(190), types(189)),
            rule("0-48", "0-1", 90, types(194), types(193)),
            rule("0-48", "0-3", 30, types(206), types(205)),
            rule("0-49", "0-1", 90, types(198), types(197)),
            rule("0-47", "0-1", 90, types(200), types(199)),
            rule("0-27", "0-1", 60, types(204), types(203)),
            rule("0-18", "0-1", 80, types(81), types(82)),
            rule("0-116", "0-1", 80, types(453), types(454)),
            rule("0-136", "0-1", 70, types(578), types(579)),
            rule("0-136", "0-3", 50, types(583), types(-583)),
            rule("0-123", "0-1", 80, types(507), types(508)),
            rule("0-53", "0-2", 60, types(179), types(180)),
            rule("0-19", "0-1", 90, types(98), types(97)),
            rule(FIRST_CUSTOM, "0-1", 40, custom(35, 37, "Operator"), custom(36, 38, "Operates")));

    private static final List<String> CUSTOM_LINKS = List.of("0-1", "0-2");
    private static final Map<String, LinkRule> CREATED = new ConcurrentHashMap<>();
    private static final Map<String, LinkRule> BY_PAIR =
            ALL.stream().collect(Collectors.toMap(rule -> rule.fromTypeId + ">" + rule.toTypeId, rule -> rule));

    static Optional<LinkRule> between(ObjectType from, ObjectType to) {
        String pair = from.id() + ">" + to.id();
        boolean created = from.isCustom() && !from.id().equals(FIRST_CUSTOM) && CUSTOM_LINKS.contains(to.id());
        return Optional.ofNullable(
                created ? CREATED.computeIfAbsent(pair, p -> ofCreatedType(from, to)) : BY_PAIR.get(pair));
    }

    /** Custom types that were created are linked with contacts and companies, by association types of their own. */
    private static LinkRule ofCreatedType(ObjectType from, ObjectType to) {
        int ids = 30_000 + 10 * (int) Hash.below(Hash.of(from.id()), 100_000) + 4 * CUSTOM_LINKS.indexOf(to.id());
        return rule(
                from.id(),
                to.id(),
                to.isContacts() ? 40 : 60,
                custom(ids, ids + 1, "Main"),
                custom(ids + 2, ids + 3, "Main of"));
    }

    /** The ordinals that a from-record links to. */
    List<Long> forwardOrdinals(long fromOrdinal, long toCount) {
        var ordinals = new ArrayList<Long>(2);
        if (toCount > 0 && linksAt(fromOrdinal)) {
            ordinals.add((fromOrdinal + offset()) % toCount);
            long second = (fromOrdinal + secondOffset()) % toCount;
            if (linksTwice(fromOrdinal) && !ordinals.contains(second)) {
                ordinals.add(second);
            }
        }
        return ordinals;
    }

    /** The ordinals of from-records that link to a to-record. */
    Collection<Long> reverseOrdinals(long toOrdinal, long fromCount, long toCount) {
        var ordinals = new LinkedHashSet<Long>();
        for (long from = Math.floorMod(toOrdinal - offset(), toCount); from < fromCount; from += toCount) {
            if (linksAt(from)) {
                ordinals.add(from);
            }
        }
        for (long from = Math.floorMod(toOrdinal - secondOffset(), toCount); from < fromCount; from += toCount) {
            if (linksAt(from) && linksTwice(from)) {
                ordinals.add(from);
            }
        }
        return ordinals;
    }

    /**
     * The types of a generated link: the first link of a record also has the primary or labelled type, and one in eight
     * second ones the label of the account's own.
     */
    List<Link.Type> typesOf(List<Link.Type> side, long fromOrdinal, boolean first) {
        if (first) {
            return side.subList(0, Math.min(2, side.size()));
        }
        boolean own = side.size() > 2 && Hash.below(Hash.mix(salt + 2, fromOrdinal), 8) == 0;
        return own ? List.of(side.getFirst(), side.getLast()) : side.subList(0, 1);
    }

    /** The types of the generated link between two records as one side calls them; none when there is none. */
    List<Link.Type> types(List<Link.Type> side, long fromOrdinal, long toOrdinal, long toCount) {
        return forwardOrdinals(fromOrdinal, toCount).contains(toOrdinal)
                ? typesOf(side, fromOrdinal, isFirst(fromOrdinal, toOrdinal, toCount))
                : List.of();
    }

    /** Whether {@code toOrdinal} is the first link of {@code fromOrdinal}. */
    boolean isFirst(long fromOrdinal, long toOrdinal, long toCount) {
        return (fromOrdinal + offset()) % toCount == toOrdinal;
    }

    private boolean linksAt(long fromOrdinal) {
        return Hash.below(Hash.mix(salt, fromOrdinal), 100) < percent;
    }

    private boolean linksTwice(long fromOrdinal) {
        return Hash.below(Hash.mix(salt + 1, fromOrdinal), 5) == 0;
    }

    private long offset() {
        return Hash.below(salt, 997);
    }

    private long secondOffset() {
        return offset() * 7 + 1;
    }

    private static LinkRule rule(
            String from, String to, int percent, List<Link.Type> forward, List<Link.Type> reverse) {
        return new LinkRule(from, to, percent, forward, reverse, Hash.of(from + ">" + to));
    }

    private static List<Link.Type> types(int plain) {
        return List.of(new Link.Type(HUBSPOT, plain, null));
    }

    private static List<Link.Type> types(int plain, int labelled, String label) {
        return List.of(new Link.Type(HUBSPOT, plain, null), new Link.Type(HUBSPOT, labelled, label));
    }

    private static List<Link.Type> labelled(int plain, int primary, int own, String label) {
        return List.of(
                new Link.Type(HUBSPOT, plain, null),
                new Link.Type(HUBSPOT, primary, PRIMARY),
                new Link.Type("USER_DEFINED", own, label));
    }

    private static List<Link.Type> custom(int plain, int labelled, String label) {
        return List.of(new Link.Type("USER_DEFINED", plain, null), new Link.Type("USER_DEFINED", labelled, label));
    }
}
