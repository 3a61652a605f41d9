package io.hubflow.simulator.portal;

import io.hubflow.simulator.portal.CrmList.Processing;
import io.hubflow.simulator.portal.CrmList.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The lists of the account and their members. Guarded by the portal's lock. */
public final class CrmLists {
    private final Portal portal;
    private final TreeMap<Integer, CrmList> byId = new TreeMap<>();
    private final Map<CrmList, Size> sizes = new HashMap<>();
    private int nextId = 1;

    /** A member of a list. */
    public record Member(long recordId, long sinceMillis) {}

    private record Size(long version, long members) {}

    CrmLists(Portal portal) {
        this.portal = portal;
    }

    /** The lists that exist, by id. */
    public List<CrmList> all() {
        return List.copyOf(byId.values());
    }

    /** A list by id. */
    public Optional<CrmList> find(String id) {
        return id.matches("\\d{1,9}") ? Optional.ofNullable(byId.get(Integer.valueOf(id))) : Optional.empty();
    }

    /** Like {@link #find(String)}, for callers that configure the simulator. */
    public CrmList require(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("The portal has no list " + id + "; it has "
                + byId.values().stream().map(CrmList::id).toList()));
    }

    /** The members from a record id on, ascending by id, at most so many. */
    public List<Member> members(CrmList list, long firstId, int limit) {
        var members = new ArrayList<Member>();
        portal.store(list.type()).scan(firstId, record -> {
            if (members.size() == limit) {
                return false;
            }
            list.memberSince(portal, record).ifPresent(since -> members.add(new Member(record.id(), since)));
            return true;
        });
        return members;
    }

    /** How many members a list has. */
    public long size(CrmList list) {
        synchronized (sizes) {
            var known = sizes.get(list);
            if (known != null && known.version() == portal.version()) {
                return known.members();
            }
            long[] members = {0};
            portal.store(list.type()).scan(0, record -> {
                members[0] += list.memberSince(portal, record).isPresent() ? 1 : 0;
                return true;
            });
            sizes.put(list, new Size(portal.version(), members[0]));
            return members[0];
        }
    }

    CrmList create(String name, ObjectType type, Processing processing, Rule rule, long nowMillis) {
        if (rule instanceof Rule.Valued valued) {
            portal.catalog(type).require(valued.property());
        }
        int id = nextId++;
        var list = new CrmList(String.valueOf(id), name, type, processing, rule, nowMillis);
        byId.put(id, list);
        return list;
    }

    /** A list whose members are fixed as they are now; they are kept in memory. */
    CrmList createSnapshot(String name, ObjectType type, Rule rule, long nowMillis) {
        var condition = new CrmList("", name, type, Processing.DYNAMIC, rule, nowMillis);
        var members = members(condition, 0, Integer.MAX_VALUE);
        var list = create(name, type, Processing.SNAPSHOT, new Rule.Some(0), nowMillis);
        members.forEach(member -> list.add(member.recordId(), nowMillis));
        return list;
    }

    void delete(CrmList list) {
        byId.remove(Integer.valueOf(list.id()));
        sizes.remove(list);
    }

    /** Puts a record into a list that somebody keeps. */
    void add(CrmList list, CrmRecord record, long nowMillis) {
        requireManual(list);
        if (list.memberSince(portal, record).isEmpty()) {
            list.add(record.id(), nowMillis);
            list.memberCame(nowMillis);
        }
    }

    /** Takes a record out of a list that somebody keeps. */
    void remove(CrmList list, CrmRecord record, long nowMillis) {
        requireManual(list);
        if (list.memberSince(portal, record).isPresent()) {
            list.remove(record.id());
            list.memberWent(nowMillis);
        }
    }

    /** The survivor of a merge joins the lists that the absorbed record was put into. */
    void inherit(ObjectType type, CrmRecord absorbed, CrmRecord survivor, long nowMillis) {
        for (CrmList list : byId.values()) {
            boolean joins = list.type().equals(type)
                    && list.processing() != Processing.DYNAMIC
                    && list.memberSince(portal, absorbed).isPresent()
                    && list.memberSince(portal, survivor).isEmpty();
            if (joins) {
                list.add(survivor.id(), nowMillis);
                list.memberCame(nowMillis);
            }
        }
    }

    /** The lists of a type with the membership of a record as it is now, to be compared after a change. */
    Map<CrmList, OptionalLong> memberships(ObjectType type, @Nullable CrmRecord record) {
        var memberships = new HashMap<CrmList, OptionalLong>();
        for (CrmList list : byId.values()) {
            if (list.type().equals(type)) {
                memberships.put(list, record == null ? OptionalLong.empty() : list.memberSince(portal, record));
            }
        }
        return memberships;
    }

    /** Notes in which lists a record came or went. */
    void changed(Map<CrmList, OptionalLong> before, CrmRecord after, long nowMillis) {
        before.forEach((list, since) -> {
            boolean isMember = list.memberSince(portal, after).isPresent();
            if (isMember && since.isEmpty()) {
                list.memberCame(nowMillis);
            } else if (!isMember && since.isPresent()) {
                list.memberWent(nowMillis);
            }
        });
    }

    private static void requireManual(CrmList list) {
        if (list.processing() == Processing.DYNAMIC) {
            throw new IllegalArgumentException("List " + list.id() + " is dynamic: its members follow a condition");
        }
    }
}
