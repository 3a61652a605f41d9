package io.hubflow.simulator.portal;

import io.hubflow.simulator.portal.PropertyDefinition.Sensitivity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The properties of one type, live and archived. Changed only under the portal's write lock. */
public final class PropertyCatalog {
    private static final int MAX_CACHED_PLANS = 256;

    private final ObjectType type;
    private final ValueChoice values;
    private final TreeMap<String, PropertyColumn> live = new TreeMap<>();
    private final TreeMap<String, PropertyDefinition> archived = new TreeMap<>();
    private final Map<String, Integer> lastIncarnations = new HashMap<>();
    private final Map<PlanKey, PropertyPlan> plans = new ConcurrentHashMap<>();
    private final Map<Updates, List<String>> updatable = new ConcurrentHashMap<>();

    private record PlanKey(List<String> names, Set<Sensitivity> readable) {}

    PropertyCatalog(ObjectType type, ValueChoice values, List<PropertyDefinition> definitions) {
        this.type = type;
        this.values = values;
        for (PropertyDefinition definition : definitions) {
            live.put(definition.name(), values.column(definition));
        }
    }

    /** The column of a live property. */
    public Optional<PropertyColumn> find(String name) {
        return Optional.ofNullable(live.get(name));
    }

    /** Like {@link #find(String)}, for callers that configure the simulator. */
    public PropertyColumn require(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException(type.plural() + " have no property \"" + name + "\""));
    }

    /** The live properties, by name. */
    public Collection<PropertyColumn> columns() {
        return live.values();
    }

    /** The archived definitions, by name. */
    public Collection<PropertyDefinition> archived() {
        return archived.values();
    }

    /**
     * What to write for a request: the named properties that exist and may be read, the type's defaults when none is
     * named, and always the created and modified times and the id. Unknown names are dropped (source: OpenAPI).
     */
    public PropertyPlan plan(Collection<String> names, Set<Sensitivity> readable) {
        var key = new PlanKey(List.copyOf(names), readable);
        var cached = plans.get(key);
        if (cached != null) {
            return cached;
        }
        if (plans.size() >= MAX_CACHED_PLANS) {
            plans.clear();
        }
        var plan = resolve(key);
        plans.put(key, plan);
        return plan;
    }

    /**
     * The names of the properties that updates without names choose from: calculated ones, or those users may write;
     * never unique ones or the lists of merged ids.
     */
    public List<String> updatable(Updates kind) {
        return updatable.computeIfAbsent(kind, this::resolveUpdatable);
    }

    /** What kind of update properties are chosen for. */
    public enum Updates {
        /** Somebody edits a record. */
        EDITS,
        /** HubSpot calculates values anew. */
        CALCULATIONS
    }

    private List<String> resolveUpdatable(Updates kind) {
        boolean calculated = kind == Updates.CALCULATIONS;
        return live.values().stream()
                .map(PropertyColumn::definition)
                .filter(definition -> definition.is('c') == calculated && !definition.is('u'))
                .filter(definition -> calculated || !definition.is('r'))
                .map(PropertyDefinition::name)
                .filter(name -> !name.equals("hs_merged_object_ids") && !name.equals("hs_calculated_merged_vids"))
                .toList();
    }

    /** Every live property. */
    public PropertyPlan everything() {
        return new PropertyPlan(List.copyOf(live.values()));
    }

    /**
     * Adds a property.
     *
     * @param populated whether generated records have values at once, as a calculated property would give them
     */
    public void create(PropertyDefinition definition, Populated populated) {
        if (live.containsKey(definition.name())) {
            throw new IllegalArgumentException(
                    type.plural() + " already have a property \"" + definition.name() + "\"");
        }
        int incarnation = lastIncarnations.merge(definition.name(), 1, Integer::sum);
        var numbered = new PropertyDefinition(
                definition.name(),
                definition.label(),
                definition.type(),
                definition.fieldType(),
                definition.flags(),
                definition.groupName(),
                definition.options(),
                definition.sensitivity(),
                definition.displayOrder(),
                archived.containsKey(definition.name()) ? incarnation : definition.incarnation(),
                definition.createdMillis(),
                definition.updatedMillis(),
                0);
        archived.remove(definition.name());
        change(populated == Populated.AT_ONCE ? values.column(numbered) : values.emptyColumn(numbered));
    }

    /** Whether a new property has values on the records that already exist. */
    public enum Populated {
        /** Generated records have values, without any record having been modified. */
        AT_ONCE,
        /** Only records updated later have values. */
        BY_UPDATES
    }

    /** Archives a property: it leaves definitions and answers. */
    public void archive(String name, long nowMillis) {
        var column = require(name);
        live.remove(name);
        archived.put(name, column.definition().archivedAt(nowMillis));
        plans.clear();
        updatable.clear();
    }

    /** What a change of type does to the values there are; HubSpot's rule is unverified. */
    public enum RetypedValues {
        /** Every value becomes one of the new type; no record is marked as modified. */
        REGENERATED,
        /** The texts stay as they are, whether they suit the new type or not. */
        KEPT
    }

    /** Gives a property another type. */
    public void retype(
            String name,
            String newType,
            String newFieldType,
            List<String> options,
            RetypedValues fate,
            long nowMillis) {
        var before = require(name);
        var retyped = values.column(before.definition().retyped(newType, newFieldType, options, nowMillis));
        change(fate == RetypedValues.KEPT ? before.redefined(retyped.definition(), retyped) : retyped);
    }

    private void change(PropertyColumn column) {
        lastIncarnations.merge(column.name(), column.definition().incarnation(), Math::max);
        live.put(column.name(), column);
        plans.clear();
        updatable.clear();
    }

    private PropertyPlan resolve(PlanKey key) {
        var wanted = new HashSet<String>(key.names().isEmpty() ? type.defaultProperties() : key.names());
        wanted.add(type.createdProperty());
        wanted.add(type.modifiedProperty());
        wanted.add("hs_object_id");
        var columns = new ArrayList<PropertyColumn>();
        for (PropertyColumn column : live.values()) {
            if (wanted.contains(column.name())
                    && key.readable().contains(column.definition().sensitivity())) {
                columns.add(column);
            }
        }
        return new PropertyPlan(columns);
    }
}
