package io.hubflow.engine.feed;

import io.hubflow.engine.checkpoint.Lifetime;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.fact.AssociationChoice;
import io.hubflow.engine.fact.LinkPair;
import io.hubflow.engine.fact.LinkTypes;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.AssociationLink;
import io.hubflow.hubspot.Associations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The types of links of every pair that was ever asked for, in both directions: they tell whether two object types are related
 * at all, and are the table {@value #TABLE}. What is known of a pair is asked again once a day, or when a
 * link shows something new, so that an idle run costs nothing. Types of links that are known stay known where a later answer is
 * empty or a refusal: one bad answer would otherwise end the reading of the pair's links, or turn them into a table of the
 * other direction. Thread-safe.
 */
public final class AssociationTypes implements LinkTypes {
    public static final String TABLE = "hubspot_association_types";
    public static final String STREAM = "reference/association_types";

    /** Labels are made by people, seldom; links carry their label themselves. */
    private static final Lifetime LIFETIME = new Lifetime(Duration.ofDays(1));

    private final Associations associations;
    private final long nowMillis;
    private final boolean tableExists;
    private final Map<String, Direction> directions;
    private final Set<LinkPair> outdated = ConcurrentHashMap.newKeySet();
    private boolean changed;

    /** What is kept. */
    record State(List<Direction> directions) {
        State {
            directions = List.copyOf(directions);
        }
    }

    /** The types of links from one object type to another. */
    record Direction(String from, String to, long readAtMillis, List<Type> types) {
        Direction {
            types = List.copyOf(types);
        }

        String key() {
            return from + ":" + to;
        }
    }

    /** A type of link. */
    record Type(long typeId, String category, String label) {}

    private AssociationTypes(Associations associations, State state, boolean tableExists, long nowMillis) {
        this.associations = associations;
        this.nowMillis = nowMillis;
        this.tableExists = tableExists;
        this.directions = new TreeMap<>();
        state.directions().forEach(direction -> directions.put(direction.key(), direction));
    }

    /** @param tableExists whether the destination has the table as it was written last */
    public static AssociationTypes of(Associations associations, Streams streams, boolean tableExists, long nowMillis) {
        var state = streams.find(STREAM, State.class).orElseGet(() -> new State(List.of()));
        return new AssociationTypes(associations, state, tableExists, nowMillis);
    }

    /**
     * Whether HubSpot has a type of link from the first to the second of them. Asks HubSpot where that is not known, or was asked
     * long ago.
     *
     * @throws ConnectorException when HubSpot does not let the token know
     */
    public boolean areRelated(LinkPair pair) {
        var forward = direction(
                pair.from().name(),
                pair.from().apiName(),
                pair.to().name(),
                pair.to().apiName());
        if (forward.types().isEmpty()) {
            return false;
        }
        direction(
                pair.to().name(),
                pair.to().apiName(),
                pair.from().name(),
                pair.from().apiName());
        return true;
    }

    /** Whether they are related, asked once more where this run found no type of link. */
    public boolean areRelatedAfterAll(LinkPair pair) {
        var known = find(pair.name());
        if (known != null && known.types().isEmpty() && known.readAtMillis() == nowMillis) {
            forget(pair.name());
        }
        return areRelated(pair);
    }

    /** A link of the pair: one of a type or with a label that is not known shows that what is known is out of date. */
    @Override
    public void saw(LinkPair pair, AssociationLink link) {
        var known = find(pair.name());
        if (known != null
                && known.types().stream()
                        .noneMatch(type ->
                                type.typeId() == link.typeId() && type.label().equals(link.label()))) {
            outdated.add(pair);
        }
    }

    /** Asks again for the types of the pairs whose links showed something new. */
    void refreshOutdated() {
        for (var pair : outdated) {
            age(pair.name());
            age(pair.to().name() + ":" + pair.from().name());
            areRelated(pair);
        }
        outdated.clear();
    }

    private synchronized void forget(String direction) {
        directions.remove(direction);
    }

    /** Has it asked for again; what is known stays until there is an answer. */
    private synchronized void age(String direction) {
        directions.computeIfPresent(
                direction, (key, known) -> new Direction(known.from(), known.to(), 0, known.types()));
    }

    private Direction direction(String from, String fromApi, String to, String toApi) {
        var known = find(from + ":" + to);
        if (known != null && LIFETIME.covers(known.readAtMillis(), nowMillis)) {
            return known;
        }
        var fetched = new Direction(from, to, nowMillis, fetch(fromApi, toApi));
        if (known != null && !known.types().isEmpty() && fetched.types().isEmpty()) {
            return known;
        }
        synchronized (this) {
            directions.put(fetched.key(), fetched);
            changed = true;
        }
        return fetched;
    }

    private synchronized @Nullable Direction find(String key) {
        return directions.get(key);
    }

    private List<Type> fetch(String from, String to) {
        try {
            return associations.fetchTypes(from, to).stream()
                    .map(type -> new Type(type.typeId(), type.category(), type.label()))
                    .toList();
        } catch (ConnectorException e) {
            return switch (e.code()) {
                // HubSpot's answer for types that cannot be linked is unverified: as an empty list, or as a bad
                // request.
                case HUBSPOT_REQUEST_REFUSED, HUBSPOT_NOT_FOUND, OBJECT_TYPE_UNKNOWN -> List.of();
                default -> throw e;
            };
        }
    }

    /** Names of the pairs, first type first, that were asked about by this run or an earlier one. */
    public synchronized List<AssociationChoice.Named> askedAbout() {
        return directions.values().stream()
                .map(direction -> new AssociationChoice.Named(direction.from(), direction.to()))
                .toList();
    }

    /** Whether there is something to write. */
    public synchronized boolean isChanged() {
        return changed
                || (!tableExists
                        && directions.values().stream()
                                .anyMatch(one -> !one.types().isEmpty()));
    }

    /** The table as a whole. */
    public synchronized ReferenceTable table() {
        var rows = new ArrayList<List<@Nullable Object>>();
        for (var direction : directions.values()) {
            for (var type : direction.types()) {
                rows.add(Collections.unmodifiableList(Arrays.asList(
                        direction.from(),
                        direction.to(),
                        type.typeId(),
                        type.category(),
                        type.label().isEmpty() ? null : type.label())));
            }
        }
        var columns = List.of(
                new Column("from_object_type", ColumnType.VARCHAR),
                new Column("to_object_type", ColumnType.VARCHAR),
                new Column("type_id", ColumnType.BIGINT),
                new Column("category", ColumnType.VARCHAR),
                new Column("label", ColumnType.VARCHAR));
        return new ReferenceTable(TABLE, columns, "", "", rows);
    }

    /** What to keep beside it. */
    public synchronized String state() {
        return StateCodec.write(new State(List.copyOf(directions.values())));
    }
}
