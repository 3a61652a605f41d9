package io.hubflow.simulator.portal;

import io.hubflow.simulator.json.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The versions that the values of properties had. Those of a generated record are a function of the record; every change
 * since adds one. The order and the depth of HubSpot's answers are unverified. Guarded by the portal's lock.
 *
 * <p>The last-modified property has no history, and a property that never had a value has none.
 */
public final class History {
    private static final List<Source> GENERATED_SOURCES = List.of(
            Source.EDIT,
            new Source("IMPORT", "31415926", 0),
            new Source("API", "27182818", 0),
            new Source("AUTOMATION_PLATFORM", "enrollmentId:4669201", 0),
            new Source("FORM", "d0c4b2a0-5a5c-4a3e-9d2f-0a1b2c3d4e5f", 0));

    private final Function<ObjectType, ObjectStore> stores;
    private final Map<ObjectType, Map<Long, Log>> logs = new HashMap<>();

    /**
     * Who or what set a value.
     *
     * @param userId 0 for none
     */
    public record Source(String type, String id, long userId) {
        /** A user in the browser. */
        public static final Source EDIT = new Source("CRM_UI", "userId:73074756", 73_074_756);

        /** An integration. */
        public static final Source API = new Source("INTEGRATION", "1001", 0);

        /** A file. */
        public static final Source IMPORT = new Source("IMPORT", "31415927", 0);

        /** HubSpot's own calculation. */
        public static final Source CALCULATION = new Source("CALCULATED", "RollupProperties", 0);

        /** A merge of two records. */
        public static final Source MERGE = new Source("MERGE_OBJECTS", "userId:73074756", 73_074_756);
    }

    /**
     * One version of a value.
     *
     * @param value {@code ""} when the value was cleared
     * @param millis since when it held, epoch milliseconds; no two versions of a value have the same
     */
    public record Version(String value, long millis, Source source) {}

    /** What happened to one record: the values that it was created with, and later ones by storage key. */
    private static final class Log {
        private final Map<String, @Nullable String> initial;
        private final Source creation;
        private final Map<String, List<Version>> later = new HashMap<>();

        Log(Map<String, @Nullable String> initial, Source creation) {
            this.initial = initial;
            this.creation = creation;
        }
    }

    History(Function<ObjectType, ObjectStore> stores) {
        this.stores = stores;
    }

    /** All versions of a value, oldest first. */
    public List<Version> of(ObjectType type, CrmRecord record, PropertyColumn column) {
        if (column.name().equals(type.modifiedProperty())) {
            return List.of();
        }
        var log = logs.getOrDefault(type, Map.of()).get(record.id());
        if (log == null) {
            return generated(type, record, column);
        }
        List<Version> versions;
        if (log.initial.containsKey(column.storageKey())) {
            versions = new ArrayList<>();
            String value = log.initial.get(column.storageKey());
            if (value != null) {
                versions.add(new Version(value, record.createdMillis(), log.creation));
            }
        } else {
            versions = generated(type, record, column);
        }
        versions.addAll(log.later.getOrDefault(column.storageKey(), List.of()));
        return versions;
    }

    /** Keeps what a new version of a record changed. */
    void changed(ObjectType type, @Nullable CrmRecord before, CrmRecord after, Source source, long nowMillis) {
        if (before == null) {
            if (!after.overrides().isEmpty()) {
                ofType(type).put(after.id(), new Log(after.overrides(), source));
            }
            return;
        }
        after.overrides().forEach((key, value) -> {
            boolean same = before.overrides().containsKey(key)
                    && Objects.equals(before.overrides().get(key), value);
            if (!same) {
                add(type, after, key, value == null ? "" : value, nowMillis, source);
            }
        });
    }

    /** Gives the survivor of a merge, which has a new id, the history of the primary record. */
    void inherit(ObjectType type, long fromId, long survivorId) {
        var log = ofType(type).get(fromId);
        if (log != null) {
            var copy = new Log(log.initial, log.creation);
            log.later.forEach((key, versions) -> copy.later.put(key, new ArrayList<>(versions)));
            ofType(type).put(survivorId, copy);
        }
    }

    private Map<Long, Log> ofType(ObjectType type) {
        return logs.computeIfAbsent(type, t -> new HashMap<>());
    }

    private void add(ObjectType type, CrmRecord record, String key, String value, long nowMillis, Source source) {
        var versions = ofType(type)
                .computeIfAbsent(record.id(), id -> new Log(Map.of(), source))
                .later
                .computeIfAbsent(key, k -> new ArrayList<>(1));
        long earliest = versions.isEmpty()
                ? record.createdMillis() + 1
                : versions.getLast().millis() + 1;
        versions.add(new Version(value, Math.max(nowMillis, earliest), source));
    }

    private List<Version> generated(ObjectType type, CrmRecord record, PropertyColumn column) {
        var versions = new ArrayList<Version>(3);
        String newest = column.generatedValue(record, 0);
        if (newest == null) {
            return versions;
        }
        long earlier = isFixed(type, column)
                ? 0
                : Hash.below(Hash.mix(record.hash(), column.name().length()), 3);
        long millis = isFixed(type, column)
                ? record.createdMillis()
                : stores.apply(type).population().generatedModifiedMillis(record);
        versions.add(version(record, column, newest, millis, 0));
        for (int step = 1; step <= earlier; step++) {
            long before = millis - (millis - record.createdMillis()) / 2;
            if (before == millis) {
                break;
            }
            millis = before;
            String value = column.generatedValue(record, step);
            versions.add(version(record, column, value == null ? "" : value, millis, step));
        }
        Collections.reverse(versions);
        return versions;
    }

    private static Version version(CrmRecord record, PropertyColumn column, String value, long millis, int step) {
        long draw = Hash.mix(record.hash() ^ Hash.of(column.name()), step);
        var source = GENERATED_SOURCES.get((int) Hash.below(draw, GENERATED_SOURCES.size()));
        return new Version(value, millis, source);
    }

    private static boolean isFixed(ObjectType type, PropertyColumn column) {
        return column.name().equals("hs_object_id") || column.name().equals(type.createdProperty());
    }
}
