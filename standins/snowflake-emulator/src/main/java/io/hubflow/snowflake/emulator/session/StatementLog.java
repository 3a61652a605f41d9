package io.hubflow.snowflake.emulator.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was run, the newest last. Bounded: the oldest entries make room. Thread-safe. */
public final class StatementLog {
    /** Characters of SQL that are kept in all; a MERGE of 3,000 columns has some 500,000. */
    private static final long MAX_CHARACTERS = 64_000_000;

    private final Deque<StatementRecord> records = new ArrayDeque<>();
    private final Map<String, Long> byKind = new TreeMap<>();
    private final Map<String, Long> cloudServicesOnly = new TreeMap<>();
    private long characters;
    private long numbers;

    synchronized long nextNumber() {
        return ++numbers;
    }

    synchronized void add(StatementRecord entry) {
        records.add(entry);
        byKind.merge(entry.kind(), 1L, Long::sum);
        if (!entry.usedWarehouse()) {
            cloudServicesOnly.merge(entry.kind(), 1L, Long::sum);
        }
        characters += entry.sql().length();
        while (characters > MAX_CHARACTERS && records.size() > 1) {
            characters -= records.remove().sql().length();
        }
    }

    public synchronized List<StatementRecord> records() {
        return List.copyOf(records);
    }

    /** Statements since the last reset, failed ones included. */
    public synchronized Map<String, Long> byKind() {
        return new TreeMap<>(byKind);
    }

    /** Those of them that used no warehouse. */
    public synchronized Map<String, Long> cloudServicesOnly() {
        return new TreeMap<>(cloudServicesOnly);
    }

    public synchronized void reset() {
        cloudServicesOnly.clear();
        records.clear();
        byKind.clear();
        characters = 0;
    }
}
