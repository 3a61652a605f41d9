package io.hubflow.engine.filter;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.Suggestions;
import io.hubflow.engine.filter.Where.Condition;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.PropertyDefinition;
import io.hubflow.hubspot.PropertyDefinition.DataSensitivity;
import io.hubflow.hubspot.SearchFilter.Operator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The filters of a run, by object type, checked before anything is read. */
public final class RecordFilters {
    /** Not filterable, although HubSpot lists them (reference §4). */
    private static final Set<String> NOT_FILTERABLE =
            Set.of("hs_body_preview_html", "hs_email_html", "hs_body_preview");

    private RecordFilters() {}

    /**
     * Checks the filters against HubSpot's definitions.
     *
     * @param wheres as written
     * @param definitions the properties of every requested object type that could be discovered
     * @param addedToAGroup the conditions that the engine adds to each group, see {@link RecordFilter#shortened}
     * @param everyTypeKnown false when a requested type could not be discovered: a filter may then be for that one
     * @return the filter of each object type that has one
     * @throws ConnectorException {@code CONFIGURATION_INVALID}, with every problem there is
     */
    public static Map<ObjectType, RecordFilter> check(
            List<Where> wheres,
            Map<ObjectType, List<PropertyDefinition>> definitions,
            int addedToAGroup,
            boolean everyTypeKnown) {
        var problems = new ArrayList<String>();
        var filters = new HashMap<ObjectType, RecordFilter>();
        for (var where : wheres) {
            var name = where.objectType().toLowerCase(Locale.ROOT);
            var type = definitions.entrySet().stream()
                    .filter(one -> one.getKey().name().equals(name)
                            || one.getKey().aliases().contains(name))
                    .findFirst();
            if (type.isPresent()) {
                var filter = check(where, type.get().getKey(), type.get().getValue(), addedToAGroup, problems);
                if (filters.put(type.get().getKey(), filter) != null) {
                    problems.add(type.get().getKey().name()
                            + " has two filters, under two of its names; join them with AND or OR.");
                }
            } else if (everyTypeKnown) {
                var names = definitions.keySet().stream().map(ObjectType::name).toList();
                problems.add("The filter of " + where.objectType() + " is for no requested object type. "
                        + Suggestions.sentence(name, names, "Requested are " + String.join(", ", names) + "."));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    String.join(" ", problems),
                    "Nothing was read.",
                    "Correct `where`; `hubflow discover TYPE` lists properties with their types.");
        }
        return filters;
    }

    private static RecordFilter check(
            Where where,
            ObjectType type,
            List<PropertyDefinition> definitions,
            int addedToAGroup,
            List<String> problems) {
        var before = problems.size();
        var groups = new ArrayList<List<FilterCondition>>();
        for (var written : where.groups()) {
            var group = new ArrayList<FilterCondition>();
            for (var condition : written) {
                check(condition, type, definitions, problems).ifPresent(group::add);
            }
            groups.add(group);
        }
        FilterLimits.problem(where, addedToAGroup)
                .ifPresent(sentence -> problems.add(type.name() + ": " + sentence + "."));
        return problems.size() == before ? new RecordFilter(groups) : RecordFilter.EVERYTHING;
    }

    private static Optional<FilterCondition> check(
            Condition condition, ObjectType type, List<PropertyDefinition> definitions, List<String> problems) {
        var place = type.name() + ", character " + condition.at() + ": ";
        var name = condition.property();
        var definition = definitions.stream()
                .filter(one -> !one.archived() && one.name().equals(name))
                .findFirst();
        if (definition.isEmpty()) {
            var names = definitions.stream().map(PropertyDefinition::name).toList();
            problems.add(place + "HubSpot has no property " + name + ". "
                    + Suggestions.sentence(
                            name.toLowerCase(Locale.ROOT),
                            names,
                            "`hubflow discover " + type.name() + "` lists them."));
            return Optional.empty();
        }
        if (definition.get().dataSensitivity() == DataSensitivity.HIGHLY_SENSITIVE || NOT_FILTERABLE.contains(name)) {
            problems.add(place + "HubSpot does not let records be searched by " + name + ".");
            return Optional.empty();
        }
        var kind = FilterType.of(definition.get().type());
        if (!kind.operators().contains(condition.operator())) {
            problems.add(place + name + " is of type " + definition.get().type() + ", which does not take "
                    + condition.operator() + "; it takes "
                    + String.join(
                            ", ", kind.operators().stream().map(Operator::name).toList()) + ".");
            return Optional.empty();
        }
        var values = new ArrayList<String>();
        for (var value : condition.values()) {
            var searched = kind.searched(value, condition.operator());
            if (searched.isEmpty()) {
                problems.add(place + name + " is of type " + definition.get().type() + ", so its value must be "
                        + kind.wanted() + ".");
                return Optional.empty();
            }
            values.add(searched.get());
        }
        return Optional.of(new FilterCondition(name, kind, condition.operator(), values));
    }
}
