package io.hubflow.engine;

import io.hubflow.engine.catalog.ColumnTypes;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.ReferenceTables;
import io.hubflow.engine.catalog.VisibleProperties;
import io.hubflow.engine.checkpoint.BackfillProgress;
import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.checkpoint.CatalogState.KnownProperty;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.RefreshProgress;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.privacy.Protections;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.schema.ExistingTable;
import io.hubflow.engine.schema.SchemaEvolution;
import io.hubflow.hubspot.Pipeline;
import io.hubflow.hubspot.PropertyCatalog;
import io.hubflow.hubspot.PropertyDefinition;
import io.hubflow.hubspot.PropertyDefinition.DataSensitivity;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.ServerTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a discovery means for one object type: the columns its table must have, what rows already there must be given, and
 * the reference tables that changed. Computed, without a call.
 *
 * @param unsearchable selected properties that no search returns: the highly sensitive ones (reference §4)
 * @param changed properties whose stored values may all be wrong: their column changed its type or was dropped by somebody, or
 *     they were deleted and made again under their name
 * @param lost those of them whose column was dropped
 * @param archivedChanged whether values of archived rows are stored in a form that is no longer right: those of {@code changed}, and
 *     of properties that are no longer protected
 * @param missedSinceMillis changes of records since then were read without properties that are selected again; 0 = none were,
 *     {@link KnownProperty#UNKNOWN} = nobody knows since when
 * @param exposed properties whose stored values are not protected as they must be by now: what is stored of them is erased
 *     before anything is read
 * @param propertyTypes type of each selected property as HubSpot has it now, text where it is protected; its column may have
 *     become text
 * @param createdProperty the property that holds when a record was created
 * @param references tables whose content differs from what was last written
 * @param catalogState what to keep of this discovery
 */
public record ObjectPlan(
        PropertySelection selection,
        SchemaEvolution evolution,
        List<String> unsearchable,
        List<String> newlySelected,
        boolean newOnesSearchable,
        List<String> changed,
        List<String> lost,
        List<String> exposed,
        boolean archivedChanged,
        long missedSinceMillis,
        Map<String, ColumnType> propertyTypes,
        Optional<String> createdProperty,
        List<ReferenceTable> references,
        CatalogState catalogState) {
    private static final String CATALOG = "/catalog";

    /** The stream of checkpoints that holds an object type's {@link CatalogState}. */
    public static String catalogStream(ObjectType type) {
        return catalogStream(type.name());
    }

    /** The same by the name that an object type has in the destination. */
    public static String catalogStream(String objectType) {
        return objectType + CATALOG;
    }

    /** What the streams say of an object type's columns; {@link CatalogState#EMPTY} when nothing was loaded of it. */
    public static CatalogState storedCatalog(Streams streams, ObjectType type) {
        return streams.find(catalogStream(type), CatalogState.class).orElse(CatalogState.EMPTY);
    }

    /** The name of the object type that a stream of {@link #isCatalogStream} belongs to. */
    static String objectTypeOf(String catalogStream) {
        return catalogStream.substring(0, catalogStream.length() - CATALOG.length());
    }

    /** Whether a stream is that of some object type's {@link CatalogState}. */
    static boolean isCatalogStream(String stream) {
        return stream.endsWith(CATALOG);
    }

    /**
     * A plan for a list of properties that is taken for complete, where nothing is known of how far rows were read.
     *
     * @param selected those of {@code properties} to read
     */
    public static ObjectPlan of(
            ObjectType type,
            List<PropertyDefinition> properties,
            List<PropertyDefinition> selected,
            Optional<List<Pipeline>> pipelines,
            Optional<TableSchema> existing,
            CatalogState before,
            long nowMillis) {
        var visible =
                VisibleProperties.of(type, new PropertyCatalog(properties, Map.of()), before.properties(), nowMillis);
        return of(
                type,
                visible,
                selected,
                List.of(),
                pipelines,
                ExistingTable.whole(existing),
                before,
                Optional.empty(),
                Protections.NONE,
                nowMillis);
    }

    /**
     * @param selected the visible ones to read
     * @param unreadable visible ones that HubSpot does not let this token read
     * @param stored how far the rows have been read
     * @param protections how values are stored
     */
    public static ObjectPlan of(
            ObjectType type,
            VisibleProperties visible,
            List<PropertyDefinition> selected,
            List<String> unreadable,
            Optional<List<Pipeline>> pipelines,
            ExistingTable existing,
            CatalogState before,
            Optional<ObjectState> stored,
            Protections protections,
            long nowMillis) {
        var wanted = selected.stream()
                .map(p -> new SchemaEvolution.Wanted(p.name(), protections.columnType(p.name(), ColumnTypes.of(p))))
                .toList();
        var evolution =
                SchemaEvolution.plan(existing.schema(), type.table(), type.name(), wanted, before.columnNames());
        var names = selected.stream().map(PropertyDefinition::name).toList();
        var newOnes = new ArrayList<>(names);
        newOnes.removeAll(new HashSet<>(before.selected()));
        var hidden = selected.stream()
                .filter(p -> p.dataSensitivity() == DataSensitivity.HIGHLY_SENSITIVE)
                .map(PropertyDefinition::name)
                .toList();
        var columnNames = new TreeMap<>(before.columnNames());
        columnNames.putAll(evolution.columnNames());
        var types = columnTypes(evolution.schema());
        var reading = new UnreadProperties(before, names, stored);
        var known = reading.mark(visible.known());
        var states = protections.states(visible.knownNames());
        var words = Protections.words(states);
        var fingerprints = new TreeMap<>(before.fingerprints());
        var differing = new ArrayList<ReferenceTable>();
        // A class of properties that HubSpot did not tell of keeps the rows that it has.
        var whole = visible.complete() || !before.fingerprints().containsKey(ReferenceTables.PROPERTIES);
        var ordinary = ReferenceTables.properties(
                type, ordinary(visible), Set.copyOf(names), columnNames, types, List.of(), words);
        var ordinaryFingerprint = ReferenceTables.fingerprint(ordinary);
        if (visible.ordinaryOnly() && !whole) {
            if (!ordinaryFingerprint.equals(before.ordinaryFingerprint())) {
                differing.add(ordinary.asPart(List.of("name")));
            }
        } else {
            var properties = ReferenceTables.properties(
                    type, visible.defined(), Set.copyOf(names), columnNames, types, whole ? known : List.of(), words);
            if (whole || !properties.rows().isEmpty()) {
                addDiffering(whole ? properties : properties.asPart(List.of("name")), fingerprints, differing);
            }
        }
        pipelines.ifPresent(list -> ReferenceTables.pipelines(type, list, nowMillis)
                .forEach(table -> addDiffering(table, fingerprints, differing)));
        var lost =
                names.stream().filter(name -> isLost(name, existing, evolution)).toList();
        var changed = new ArrayList<>(names);
        changed.removeIf(name -> !visible.remade().contains(name)
                && !evolution.widened().contains(name)
                && !lost.contains(name)
                && !isRetyped(name, before, evolution, types)
                && !isProtectedOtherwise(name, before, states));
        return new ObjectPlan(
                PropertySelection.of(names),
                evolution,
                hidden,
                newOnes,
                newOnes.stream().noneMatch(hidden::contains),
                changed,
                lost,
                states.entrySet().stream()
                        .filter(one ->
                                !one.getValue().equals(before.protections().get(one.getKey())))
                        .map(Map.Entry::getKey)
                        .toList(),
                !changed.isEmpty()
                        || !states.keySet().containsAll(before.protections().keySet()),
                reading.missedSinceMillis(),
                wanted.stream()
                        .collect(Collectors.toMap(SchemaEvolution.Wanted::property, SchemaEvolution.Wanted::type)),
                createdProperty(visible),
                differing,
                new CatalogState(
                        names,
                        columnNames,
                        known,
                        fingerprints,
                        types,
                        unreadable,
                        states,
                        visible.ordinaryOnly()
                                ? before.sensitiveListedMillis()
                                : SensitiveClasses.listedMillis(before, visible.complete(), nowMillis),
                        ordinaryFingerprint));
    }

    private static List<PropertyDefinition> ordinary(VisibleProperties visible) {
        return visible.defined().stream()
                .filter(property -> property.dataSensitivity() == DataSensitivity.NON_SENSITIVE)
                .toList();
    }

    private static void addDiffering(
            ReferenceTable table, Map<String, String> fingerprints, List<ReferenceTable> differing) {
        var fingerprint = ReferenceTables.fingerprint(table);
        if (!fingerprint.equals(fingerprints.put(table.name(), fingerprint))) {
            differing.add(table);
        }
    }

    /** Types have the one or the other (reference §2); the first is set where a type has both. */
    private static Optional<String> createdProperty(VisibleProperties visible) {
        var defined = visible.defined().stream().map(PropertyDefinition::name).collect(Collectors.toSet());
        return Stream.of("createdate", "hs_createdate")
                .filter(defined::contains)
                .findFirst();
    }

    /** What to tell of dropped columns that are filled again; absent when none are. */
    public Optional<String> lossInWords() {
        if (hasLostAll()) {
            return Optional.of("Table " + evolution.schema().table()
                    + " does not hold what was written to it last; somebody may have put an older copy in its place."
                    + " Every record is read again.");
        }
        var filled = lost.stream()
                .map(name -> evolution.columnNames().getOrDefault(name, name))
                .sorted()
                .collect(Collectors.joining(", "));
        return filled.isEmpty()
                ? Optional.empty()
                : Optional.of("Somebody has dropped columns of table "
                        + evolution.schema().table() + ": " + filled
                        + ". They are made again, and every record is read again to fill them.");
    }

    /** Whether no column has kept its values, as where another table stands in the place of this one. */
    boolean hasLostAll() {
        return !lost.isEmpty()
                && catalogState.selected().stream()
                        .allMatch(
                                name -> lost.contains(name) || evolution.added().contains(name));
    }

    private static boolean isLost(String property, ExistingTable existing, SchemaEvolution evolution) {
        var column = evolution.columnNames().get(property);
        return column != null && existing.lostColumns().contains(column.toLowerCase(Locale.ROOT));
    }

    /**
     * Whether a widening was planned by a run that did not come to keep it: where columns change outside of transactions, the
     * column is wide by now, and old rows were never read again.
     */
    private static boolean isRetyped(
            String property, CatalogState before, SchemaEvolution evolution, Map<String, String> types) {
        var column = evolution.columnNames().get(property);
        var planned = column == null ? null : before.columnTypes().get(column);
        return planned != null && !planned.equals(types.get(column));
    }

    /** Whether rows hold values of the property in another form. */
    private static boolean isProtectedOtherwise(String property, CatalogState before, Map<String, String> states) {
        return before.selected().contains(property)
                && !Objects.equals(before.protections().get(property), states.get(property));
    }

    private static Map<String, String> columnTypes(TableSchema schema) {
        var types = new TreeMap<String, String>();
        schema.columns()
                .forEach(column -> types.put(column.name(), column.type().name()));
        return types;
    }

    /**
     * The state of an object type read before, with the reads that this plan makes necessary for rows that the table has, or that
     * are on their way to it.
     *
     * @param now when the plan was made
     */
    public ObjectState withPendingReads(ObjectState state, ServerTime now) {
        var snapshot = state.snapshot();
        var kept = state.withBackfills(state.backfills().stream()
                .filter(backfill -> selection.indexOf(backfill.property()) >= 0)
                .toList());
        var erased = exposed.stream()
                .anyMatch(name -> catalogState.columnNames().containsKey(name)
                        && !evolution.added().contains(name));
        if (newlySelected.isEmpty() && changed.isEmpty() && !erased) {
            return kept;
        }
        var searchable = newOnesSearchable
                && snapshot == null
                && newlySelected.size() <= BackfillProgress.MOST_AT_ONCE
                && state.facts().changesCanBeSearched();
        if (!changed.isEmpty() || erased || !searchable || missedSinceMillis == KnownProperty.UNKNOWN) {
            return kept.mapRefresh(RefreshProgress::demanded);
        }
        var backfills = new ArrayList<>(kept.backfills());
        for (var property : newlySelected) {
            backfills.removeIf(backfill -> backfill.property().equals(property));
            backfills.add(new BackfillProgress(property, IdIntervals.NONE));
        }
        var pending = kept.withBackfills(backfills).selectingProperties(now);
        return missedSinceMillis > 0 ? pending.rereadChangesFrom(missedSinceMillis) : pending;
    }
}
