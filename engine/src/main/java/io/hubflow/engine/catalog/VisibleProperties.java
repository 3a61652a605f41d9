package io.hubflow.engine.catalog;

import io.hubflow.engine.checkpoint.CatalogState.KnownProperty;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.PropertyCatalog;
import io.hubflow.hubspot.PropertyDefinition;
import io.hubflow.hubspot.PropertyDefinition.DataSensitivity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which of an object type's properties a run can see, judged by HubSpot's answer and by what earlier runs have seen. What is
 * not visible is not gone: a known property counts as removed only when two complete answers in a row do not list it.
 *
 * @param defined the properties to work with, in HubSpot's order; where its list is no whole list, known ones are among them
 * @param known every property ever seen, with what this answer adds
 * @param remade names of properties that were deleted and made again since they were last seen: their old values are void
 * @param complete whether a property that is not defined is surely not in HubSpot
 * @param ordinaryOnly whether HubSpot was not asked for the sensitive ones: {@code defined} has none of them, {@code known} has
 *     those of earlier runs
 * @param warnings what could not be seen, for a person, a sentence each
 */
public record VisibleProperties(
        List<PropertyDefinition> defined,
        List<KnownProperty> known,
        Set<String> remade,
        boolean complete,
        boolean ordinaryOnly,
        List<String> warnings) {
    /** Complete answers in a row that must lack a property: one may be a mistake of HubSpot's. */
    private static final int ABSENCES_OF_A_REMOVED_ONE = 2;

    private static final int NAMES_IN_A_SENTENCE = 5;

    public VisibleProperties {
        defined = List.copyOf(defined);
        known = List.copyOf(known);
        remade = Set.copyOf(remade);
        warnings = List.copyOf(warnings);
    }

    /**
     * @param before what earlier runs have seen
     * @throws ConnectorException {@code HUBSPOT_ANSWER_BROKEN} when HubSpot lists nothing and nothing is known
     */
    public static VisibleProperties of(
            ObjectType type, PropertyCatalog answer, List<KnownProperty> before, long nowMillis) {
        var knownBefore = new LinkedHashMap<String, KnownProperty>();
        before.forEach(property -> knownBefore.put(property.name(), property));
        var defined = new ArrayList<>(answer.properties());
        var known = new ArrayList<KnownProperty>();
        var remade = new HashSet<String>();
        for (var property : answer.properties()) {
            var old = knownBefore.remove(property.name());
            var now = KnownProperty.of(property);
            known.add(old == null ? now : now.unreadSince(old.unreadSinceMillis()));
            if (old != null && isRemade(old, now)) {
                remade.add(property.name());
            }
        }
        for (var missing : knownBefore.values()) {
            if (!answer.isWhole() && !missing.removed()) {
                defined.add(missing.toDefinition());
            }
            known.add(answer.isComplete() && !missing.removed() ? absentOnceMore(missing, nowMillis) : missing);
        }
        if (defined.isEmpty()) {
            throw new ConnectorException(
                    ErrorCode.HUBSPOT_ANSWER_BROKEN,
                    "HubSpot lists no properties of " + type.name() + ".",
                    "Every object type has some, so this answer says nothing. " + type.name() + " was not read.",
                    "Run again; if it stays so, check the key's scopes in HubSpot.");
        }
        return new VisibleProperties(
                defined,
                known,
                remade,
                answer.isComplete(),
                !answer.unasked().isEmpty(),
                warnings(
                        type,
                        answer,
                        knownBefore.values().stream()
                                .filter(property -> !property.removed())
                                .toList()));
    }

    /** The names of all properties that are or were there. */
    public Set<String> knownNames() {
        return known.stream().map(KnownProperty::name).collect(Collectors.toSet());
    }

    private static KnownProperty absentOnceMore(KnownProperty property, long nowMillis) {
        var times = property.absences() + 1;
        return property.absent(times, times >= ABSENCES_OF_A_REMOVED_ONE ? nowMillis : 0);
    }

    private static boolean isRemade(KnownProperty old, KnownProperty now) {
        if (old.createdAtMillis() > 0 && now.createdAtMillis() > 0) {
            return old.createdAtMillis() != now.createdAtMillis();
        }
        return old.removed() || old.absences() > 0;
    }

    private static List<String> warnings(ObjectType type, PropertyCatalog answer, List<KnownProperty> missing) {
        var warnings = new ArrayList<String>();
        var byClass = new HashMap<DataSensitivity, List<String>>();
        missing.forEach(property -> byClass.computeIfAbsent(property.dataSensitivity(), c -> new ArrayList<>())
                .add(property.name()));
        if (!answer.isWhole()) {
            warnings.add("HubSpot's list of the properties of " + type.name() + " is not whole: "
                    + PropertyCatalog.ID + " is not in it. The " + missing.size()
                    + " properties known from earlier runs and not in the list are read all the same; what HubSpot does"
                    + " not give keeps its stored values. Run again; if it stays so, check the key's scopes.");
        }
        answer.refused().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(refused -> warnings.add(refused(
                        type,
                        refused.getKey(),
                        refused.getValue(),
                        byClass.getOrDefault(refused.getKey(), List.of()))));
        return warnings;
    }

    private static String refused(
            ObjectType type, DataSensitivity sensitivity, ConnectorException why, List<String> names) {
        var called = sensitivity.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        var stored = names.isEmpty()
                ? ""
                : " Stored values of " + listed(names) + " stay as they are and are not brought up to date.";
        return "HubSpot did not list the " + called + " properties of " + type.name() + ": " + why.what() + stored
                + " Add the scope crm.objects." + type.name() + "."
                + sensitivity.name().toLowerCase(Locale.ROOT)
                + ".read to the key or app, or whichever HubSpot names, then run again.";
    }

    /** Names for a sentence; of many only the first. */
    public static String listed(List<String> names) {
        var shown = String.join(", ", names.subList(0, Math.min(NAMES_IN_A_SENTENCE, names.size())));
        return names.size() > NAMES_IN_A_SENTENCE
                ? shown + " and " + (names.size() - NAMES_IN_A_SENTENCE) + " more"
                : shown;
    }
}
