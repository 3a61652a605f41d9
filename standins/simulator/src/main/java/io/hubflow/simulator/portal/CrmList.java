package io.hubflow.simulator.portal;

import io.hubflow.simulator.json.Hash;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A list (segment) of records of one type. Its generated members are a function of the list and the record, so that they
 * take no memory. A record that is not live is in no list. Guarded by the portal's lock.
 */
public final class CrmList {
    private static final long REMOVED = Long.MIN_VALUE;

    private final String id;
    private final ObjectType type;
    private final Processing processing;
    private final Rule rule;
    private final long createdMillis;
    private final TreeMap<Long, Long> changed = new TreeMap<>();
    private String name;
    private long updatedMillis;
    private long lastAddedMillis;
    private long lastRemovedMillis;
    private int version = 1;

    /** How members get into a list. */
    public enum Processing {
        /** Somebody puts them there. */
        MANUAL,
        /** They fulfil a condition. */
        DYNAMIC,
        /** They fulfilled a condition when the list was made. */
        SNAPSHOT;

        /** Reads a word of the admin API. */
        public static Processing parse(String word) {
            return switch (word.toLowerCase(Locale.ROOT)) {
                case "static", "manual" -> MANUAL;
                case "dynamic" -> DYNAMIC;
                case "snapshot" -> SNAPSHOT;
                default ->
                    throw new IllegalArgumentException("A list is static, dynamic or snapshot, not \"" + word + "\"");
            };
        }
    }

    /** Which records are members before anybody is added or removed. */
    public sealed interface Rule {
        /** So many of the generated records, evenly spread; all when there are fewer. */
        record Some(long count) implements Rule {
            boolean has(long ordinal, long population) {
                if (ordinal >= population) {
                    return false;
                }
                long n = Math.min(count, population);
                return ordinal * n / population != (ordinal + 1) * n / population;
            }
        }

        /** Those whose property has a value. */
        record Valued(String property, String value) implements Rule {}
    }

    CrmList(String id, String name, ObjectType type, Processing processing, Rule rule, long createdMillis) {
        this.id = id;
        this.name = name;
        this.type = type;
        this.processing = processing;
        this.rule = rule;
        this.createdMillis = createdMillis;
        this.updatedMillis = createdMillis;
        this.lastAddedMillis = createdMillis;
    }

    /** The id that paths name. */
    public String id() {
        return id;
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** The type of its members. */
    public ObjectType type() {
        return type;
    }

    /** How members get into it. */
    public Processing processing() {
        return processing;
    }

    /** When it was made, epoch milliseconds. */
    public long createdMillis() {
        return createdMillis;
    }

    /** When its name was changed last, epoch milliseconds; members do not count. */
    public long updatedMillis() {
        return updatedMillis;
    }

    /** When a member came last, epoch milliseconds; grows with every one. */
    public long lastAddedMillis() {
        return lastAddedMillis;
    }

    /** When a member went last, epoch milliseconds; 0 when none did. */
    public long lastRemovedMillis() {
        return lastRemovedMillis;
    }

    /** Grows with every change of the list itself. */
    public int version() {
        return version;
    }

    /** Since when a record is a member, epoch milliseconds; empty when it is none. */
    OptionalLong memberSince(Portal portal, CrmRecord record) {
        if (!record.live()) {
            return OptionalLong.empty();
        }
        Long since = changed.get(record.id());
        if (since != null) {
            return since == REMOVED ? OptionalLong.empty() : OptionalLong.of(since);
        }
        return switch (rule) {
            case Rule.Some some -> {
                var population = portal.store(type).population();
                long ordinal = population.ordinal(record.id());
                yield ordinal >= 0 && some.has(ordinal, population.count())
                        ? OptionalLong.of(generatedSince(record))
                        : OptionalLong.empty();
            }
            case Rule.Valued valued -> since(portal, record, valued);
        };
    }

    private OptionalLong since(Portal portal, CrmRecord record, Rule.Valued valued) {
        var column = portal.catalog(type).find(valued.property());
        if (column.isEmpty() || !valued.value().equals(column.get().value(record))) {
            return OptionalLong.empty();
        }
        var versions = portal.history().of(type, record, column.get());
        return OptionalLong.of(
                versions.isEmpty() ? record.createdMillis() : versions.getLast().millis());
    }

    private long generatedSince(CrmRecord record) {
        return record.createdMillis() + Hash.below(Hash.mix(record.hash(), Hash.of(id)), 86_400_000L);
    }

    void add(long recordId, long atMillis) {
        changed.put(recordId, atMillis);
    }

    void remove(long recordId) {
        changed.put(recordId, REMOVED);
    }

    void memberCame(long nowMillis) {
        lastAddedMillis = Math.max(nowMillis, lastAddedMillis + 1);
    }

    void memberWent(long nowMillis) {
        lastRemovedMillis = Math.max(nowMillis, lastRemovedMillis + 1);
    }

    void rename(String newName, long nowMillis) {
        name = newName;
        updatedMillis = Math.max(nowMillis, updatedMillis + 1);
        version++;
    }
}
