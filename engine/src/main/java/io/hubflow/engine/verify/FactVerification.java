package io.hubflow.engine.verify;

import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.StoredTables.StoredSets;
import io.hubflow.engine.destination.WireText;
import io.hubflow.engine.fact.FactReader;
import io.hubflow.engine.fact.FactRequest;
import io.hubflow.engine.verify.Finding.Kind;
import io.hubflow.engine.verify.TableVerification.Tally;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares a table of links or histories with HubSpot. Sets whose rows no longer have the hash that hubflow wrote are known
 * without a call and read again; so are the sets of a sample of records. HubSpot has no count of links and no time of their
 * changes: a set that is as hubflow wrote it, while HubSpot has another, was overtaken and is fresh; the next refresh reads it.
 */
public final class FactVerification {
    private static final int OWNERS_AT_ONCE = 1_000;

    private final VerifiedTable table;
    private final FactReader reader;
    private final FactTable facts;
    private final StoredSets sets;
    private final Set<Long> fresh = new TreeSet<>();
    private final List<@Nullable Object[]> surplus = new ArrayList<>();

    /** Looks at the table by itself, without a call. */
    public FactVerification(VerifiedTable table, FactReader reader) {
        this.table = table;
        this.reader = reader;
        this.facts = reader.table();
        this.sets = table.stored().sets(facts);
    }

    /** Calls, about: links are read a thousand records a call, histories fifty. */
    public long forecastCalls(List<Long> sample) {
        var perCall = reader.properties().isEmpty() ? 1_000 : 50;
        return Math.ceilDiv(sets.altered().size(), perCall) + Math.ceilDiv(sample.size(), perCall);
    }

    /** @param sample ids of records, ascending */
    public TableVerification compare(List<Long> sample) {
        var before = table.callsSoFar();
        var findings = compare(sets.altered(), Set.copyOf(sets.altered()));
        var rest = sample.stream()
                .filter(id -> !Set.copyOf(sets.altered()).contains(id))
                .toList();
        findings.addAll(compare(rest, Set.of()));
        return TableVerification.of(
                table.type().name(),
                facts.name(),
                Instant.ofEpochMilli(table.momentMillis()),
                new Tally(
                        OptionalLong.empty(),
                        sets.rows(),
                        0,
                        sets.altered().size() + rest.size(),
                        fresh.size(),
                        sets.unproven(),
                        table.callsSoFar() - before),
                findings);
    }

    /** Reads again what differs. */
    public void repair(List<Finding> findings) {
        var owners = findings.stream().map(Finding::id).distinct().toList();
        if (owners.isEmpty()) {
            return;
        }
        table.stored().distrust(facts, owners);
        table.stored().removeFacts(facts, surplus);
        for (var from = 0; from < owners.size(); from += OWNERS_AT_ONCE) {
            var some = owners.subList(from, Math.min(owners.size(), from + OWNERS_AT_ONCE));
            table.load().commits().addFacts(reader, new FactRequest(some, List.of()), state -> state);
        }
        table.load().commits().flush();
    }

    /** The findings that still are ones after a repair. */
    public List<Finding> checkAgain(List<Finding> findings) {
        var owners = findings.stream().map(Finding::id).distinct().toList();
        return compare(owners, Set.copyOf(owners));
    }

    private List<Finding> compare(List<Long> owners, Set<Long> altered) {
        var findings = new ArrayList<Finding>();
        for (var from = 0; from < owners.size(); from += OWNERS_AT_ONCE) {
            var some = owners.subList(from, Math.min(owners.size(), from + OWNERS_AT_ONCE));
            var read = new HashMap<Long, FactSet>();
            reader.read(new FactRequest(some, List.of())).forEach(set -> read.put(set.ownerId(), set));
            var stored = byOwner(table.stored().factRows(facts, some));
            for (var owner : some) {
                compare(owner, rows(read, owner), stored.getOrDefault(owner, List.of()), altered.contains(owner))
                        .ifPresent(findings::add);
            }
        }
        return findings;
    }

    private static List<@Nullable Object[]> rows(Map<Long, FactSet> read, long owner) {
        var set = read.get(owner);
        return set == null ? List.of() : set.rows();
    }

    private Map<Long, List<@Nullable Object[]>> byOwner(Collection<@Nullable Object[]> rows) {
        var owner = facts.position(facts.ownerColumn());
        var byOwner = new HashMap<Long, List<@Nullable Object[]>>();
        for (var row : rows) {
            byOwner.computeIfAbsent((Long) Objects.requireNonNull(row[owner]), id -> new ArrayList<>())
                    .add(row);
        }
        return byOwner;
    }

    private Optional<Finding> compare(
            long owner, List<@Nullable Object[]> read, List<@Nullable Object[]> stored, boolean altered) {
        var wanted = new LinkedHashMap<String, @Nullable Object[]>();
        read.forEach(row -> wanted.put(key(row), row));
        var missing = new TreeSet<>(wanted.keySet());
        var extra = new ArrayList<String>();
        var wrong = new TreeSet<String>();
        var met = new TreeSet<String>();
        for (var row : stored) {
            var key = key(row);
            var expected = wanted.get(key);
            missing.remove(key);
            if (!met.add(key)) {
                extra.add(key + " twice");
            } else if (expected == null) {
                if (!mayBeForgotten(row, read)) {
                    extra.add(key);
                    surplus.add(row);
                }
            } else {
                wrong.addAll(differing(expected, row));
            }
        }
        if (missing.isEmpty() && extra.isEmpty() && wrong.isEmpty()) {
            if (!altered || !endsAreWrong(stored)) {
                return Optional.empty();
            }
            // Ends are made when rows are inserted.
            stored.stream().filter(row -> wanted.containsKey(key(row))).forEach(surplus::add);
            wrong.add(facts.endColumn());
        }
        if (!altered) {
            fresh.add(owner);
            return Optional.empty();
        }
        if (!missing.isEmpty()) {
            return Optional.of(
                    new Finding(Kind.MISSING, owner, List.of(), "rows are missing: " + String.join(", ", missing)));
        }
        return Optional.of(
                extra.isEmpty()
                        ? new Finding(Kind.WRONG, owner, List.copyOf(wrong), "the rows were altered")
                        : new Finding(
                                Kind.EXTRA, owner, List.of(), "HubSpot does not have: " + String.join(", ", extra)));
    }

    /** HubSpot keeps the newest versions of a property; the table keeps older ones for good. */
    private boolean mayBeForgotten(@Nullable Object[] row, List<@Nullable Object[]> read) {
        if (facts.keep() == FactTable.Keep.CURRENT) {
            return false;
        }
        var property = facts.position(facts.key().get(1));
        var time = facts.position(facts.key().getLast());
        return read.stream()
                .filter(other -> Objects.equals(other[property], row[property]))
                .allMatch(other -> ((Instant) Objects.requireNonNull(row[time]))
                        .isBefore((Instant) Objects.requireNonNull(other[time])));
    }

    /** Whether a version does not end where the next one of its property begins. */
    private boolean endsAreWrong(List<@Nullable Object[]> stored) {
        if (facts.endColumn().isEmpty()) {
            return false;
        }
        var end = facts.position(facts.endColumn());
        var time = facts.position(facts.key().getLast());
        var property = facts.position(facts.key().get(1));
        return stored.stream().anyMatch(row -> {
            var next = stored.stream()
                    .filter(other -> Objects.equals(other[property], row[property]))
                    .map(other -> (Instant) Objects.requireNonNull(other[time]))
                    .filter(((Instant) Objects.requireNonNull(row[time]))::isBefore)
                    .min(Instant::compareTo);
            return !Objects.equals(row[end], next.orElse(null));
        });
    }

    private List<String> differing(@Nullable Object[] expected, @Nullable Object[] row) {
        var differing = new ArrayList<String>();
        for (var i = 0; i < row.length; i++) {
            var column = facts.columns().get(i).name();
            if (!column.equals(facts.endColumn()) && !Objects.equals(expected[i], row[i])) {
                differing.add(column);
            }
        }
        return differing;
    }

    /** Ids, names and times, never a value. */
    private String key(@Nullable Object[] row) {
        return facts.key().stream()
                .filter(column -> !column.equals(facts.ownerColumn()))
                .map(column -> column + " " + WireText.of(Objects.requireNonNull(row[facts.position(column)])))
                .reduce((one, other) -> one + " " + other)
                .orElse("");
    }
}
