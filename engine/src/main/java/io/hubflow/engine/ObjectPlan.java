package io.hubflow.engine;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.ReferenceTables;
import io.hubflow.engine.checkpoint.BackfillProgress;
import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.checkpoint.CatalogState.KnownProperty;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.RefreshProgress;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.schema.SchemaEvolution;
import io.hubflow.engine.slice.IdIntervals;
import io.hubflow.engine.typing.ColumnTypes;
import io.hubflow.hubspot.Pipeline;
import io.hubflow.hubspot.PropertyDefinition;
import io.hubflow.hubspot.PropertyDefinition.DataSensitivity;
import io.hubflow.hubspot.PropertySelection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a discovery means for one object type: the columns its table must have, what rows already there must be given, and
 * the reference tables that changed. Computed, without a call.
 *
 * @param references tables whose content differs from what was last written
 * @param catalogState what to keep of this discovery
 */
public record ObjectPlan(
        PropertySelection selection,
        SchemaEvolution evolution,
        boolean searchWhole,
        List<String> newlySelected,
        boolean newOnesSearchable,
        List<ReferenceTable> references,
        CatalogState catalogState) {
    /** The stream of checkpoints that holds an object type's {@link CatalogState}. */
    public static String catalogStream(ObjectType type) {
        return type.name() + "/catalog";
    }

    public static ObjectPlan of(
            ObjectType type,
            List<PropertyDefinition> properties,
            List<PropertyDefinition> selected,
            Optional<List<Pipeline>> pipelines,
            Optional<TableSchema> existing,
            CatalogState before,
            long nowMillis) {
        var wanted = selected.stream()
                .map(p -> new SchemaEvolution.Wanted(p.name(), ColumnTypes.of(p)))
                .toList();
        var evolution = SchemaEvolution.plan(existing, type.table(), type.name(), wanted, before.columnNames());
        var names = selected.stream().map(PropertyDefinition::name).toList();
        var newOnes = new ArrayList<>(names);
        newOnes.removeAll(new HashSet<>(before.selected()));
        var hidden = selected.stream()
                .filter(p -> p.dataSensitivity() == DataSensitivity.HIGHLY_SENSITIVE)
                .map(PropertyDefinition::name)
                .collect(Collectors.toSet());
        var known = known(before.properties(), properties, nowMillis);
        var columnNames = new TreeMap<>(before.columnNames());
        columnNames.putAll(evolution.columnNames());
        var tables = new ArrayList<ReferenceTable>();
        tables.add(ReferenceTables.properties(type, properties, Set.copyOf(names), columnNames, known));
        pipelines.ifPresent(list -> tables.addAll(ReferenceTables.pipelines(type, list)));
        var fingerprints = new TreeMap<>(before.fingerprints());
        var changed = new ArrayList<ReferenceTable>();
        for (var table : tables) {
            var fingerprint = ReferenceTables.fingerprint(table);
            if (!fingerprint.equals(fingerprints.put(table.name(), fingerprint))) {
                changed.add(table);
            }
        }
        return new ObjectPlan(
                PropertySelection.of(names),
                evolution,
                hidden.isEmpty(),
                newOnes,
                newOnes.stream().noneMatch(hidden::contains),
                changed,
                new CatalogState(names, columnNames, known, fingerprints));
    }

    /**
     * The state of an object type that was planned before, with what this plan still owes to its rows. A snapshot of which
     * nothing is stored yet may have rows all the same: they are on their way, or the snapshot only reaches further back.
     */
    public ObjectState owe(ObjectState state) {
        var snapshot = state.snapshot();
        var kept = state.withBackfills(state.backfills().stream()
                .filter(backfill -> selection.indexOf(backfill.property()) >= 0)
                .toList());
        if (newlySelected.isEmpty() && evolution.widened().isEmpty()) {
            return kept;
        }
        var searchable = newOnesSearchable
                && snapshot == null
                && newlySelected.size() <= BackfillProgress.MOST_AT_ONCE
                && state.facts().changesCanBeSearched();
        if (!evolution.widened().isEmpty() || !searchable) {
            return kept.mapRefresh(RefreshProgress::demanded);
        }
        var backfills = new ArrayList<>(kept.backfills());
        for (var property : newlySelected) {
            backfills.removeIf(backfill -> backfill.property().equals(property));
            backfills.add(new BackfillProgress(property, IdIntervals.NONE));
        }
        return kept.withBackfills(backfills);
    }

    private static List<KnownProperty> known(
            List<KnownProperty> before, List<PropertyDefinition> properties, long nowMillis) {
        var known = new ArrayList<KnownProperty>();
        Map<String, KnownProperty> gone = new HashMap<>();
        before.forEach(property -> gone.put(property.name(), property));
        for (var p : properties) {
            gone.remove(p.name());
            known.add(new KnownProperty(p.name(), p.label(), p.type(), p.fieldType(), 0));
        }
        for (var property : before) {
            if (gone.containsKey(property.name())) {
                var removedAt = property.removedAtMillis() > 0 ? property.removedAtMillis() : nowMillis;
                known.add(new KnownProperty(
                        property.name(), property.label(), property.type(), property.fieldType(), removedAt));
            }
        }
        return known;
    }
}
