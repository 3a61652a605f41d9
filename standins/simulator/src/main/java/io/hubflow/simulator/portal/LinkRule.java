package io.hubflow.simulator.portal;

import io.hubflow.simulator.json.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which records of one type are associated with which of another before anybody changes it: arithmetic, so that both
 * directions are cheap and agree.
 *
 * @param percent the share of from-records with a first link; a fifth of those have a second one
 * @param forward the types from → to, the primary or labelled one last
 * @param reverse the types to → from in the same order; empty for a link that only one side shows
 */
record LinkRule(String fromTypeId, String toTypeId, int percent, List<Link.Type> forward, List<Link.Type> reverse) {
    private static final String HUBSPOT = "HUBSPOT_DEFINED";

    /** The rules of a new portal (ids: associations guide; lead and custom ids unverified). */
    static final List<LinkRule> ALL = List.of(
            rule("0-1", "0-2", 70, types(279, 1, "Primary"), types(280, 2, "Primary")),
            rule("0-3", "0-2", 80, types(341, 5, "Primary"), types(342, 6, "Primary")),
            rule("0-3", "0-1", 75, types(3), types(4)),
            rule("0-5", "0-1", 85, types(16), types(15)),
            rule("0-5", "0-2", 60, types(339, 26, "Primary"), types(340, 25, "Primary")),
            rule("0-3", "0-8", 50, types(19), types(20)),
            rule("0-46", "0-1", 90, types(202), types(201)),
            rule("0-48", "0-1", 90, types(194), types(193)),
            rule("0-49", "0-1", 90, types(198), types(197)),
            rule("0-47", "0-1", 90, types(200), types(199)),
            rule("0-27", "0-1", 60, types(204), types(203)),
            rule("0-136", "0-3", 50, types(583), List.of()),
            rule("2-17013344", "0-1", 40, custom(35, 37, "Operator"), custom(36, 38, "Operates")));

    static Optional<LinkRule> between(ObjectType from, ObjectType to) {
        return ALL.stream()
                .filter(rule -> rule.fromTypeId.equals(from.id()) && rule.toTypeId.equals(to.id()))
                .findFirst();
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
    List<Long> reverseOrdinals(long toOrdinal, long fromCount, long toCount) {
        var ordinals = new ArrayList<Long>();
        for (long from = Math.floorMod(toOrdinal - offset(), toCount); from < fromCount; from += toCount) {
            if (linksAt(from)) {
                ordinals.add(from);
            }
        }
        for (long from = Math.floorMod(toOrdinal - secondOffset(), toCount); from < fromCount; from += toCount) {
            if (linksAt(from) && linksTwice(from) && !ordinals.contains(from)) {
                ordinals.add(from);
            }
        }
        return ordinals;
    }

    /** The types of a generated link: the first link of a record also has the primary or labelled type. */
    List<Link.Type> typesOf(List<Link.Type> side, boolean first) {
        return first ? side : side.subList(0, 1);
    }

    /** Whether {@code toOrdinal} is the first link of {@code fromOrdinal}. */
    boolean isFirst(long fromOrdinal, long toOrdinal, long toCount) {
        return (fromOrdinal + offset()) % toCount == toOrdinal;
    }

    private boolean linksAt(long fromOrdinal) {
        return Hash.below(Hash.mix(salt(), fromOrdinal), 100) < percent;
    }

    private boolean linksTwice(long fromOrdinal) {
        return Hash.below(Hash.mix(salt() + 1, fromOrdinal), 5) == 0;
    }

    private long offset() {
        return Hash.below(salt(), 997);
    }

    private long secondOffset() {
        return offset() * 7 + 1;
    }

    private long salt() {
        return Hash.of(fromTypeId + ">" + toTypeId);
    }

    private static LinkRule rule(
            String from, String to, int percent, List<Link.Type> forward, List<Link.Type> reverse) {
        return new LinkRule(from, to, percent, forward, reverse);
    }

    private static List<Link.Type> types(int plain) {
        return List.of(new Link.Type(HUBSPOT, plain, null));
    }

    private static List<Link.Type> types(int plain, int labelled, String label) {
        return List.of(new Link.Type(HUBSPOT, plain, null), new Link.Type(HUBSPOT, labelled, label));
    }

    private static List<Link.Type> custom(int plain, int labelled, String label) {
        return List.of(new Link.Type("USER_DEFINED", plain, null), new Link.Type("USER_DEFINED", labelled, label));
    }
}
