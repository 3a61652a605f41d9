package io.hubflow.engine.catalog;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.PropertyDefinition;
import io.hubflow.hubspot.PropertyDefinition.DataSensitivity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which properties the user wants: names or wildcards ({@code *} any text, {@code ?} one letter), each optionally after an
 * object type and a dot ({@code contacts.hs_*}). Nothing included for an object type means all of it; an exclusion wins.
 *
 * <p>A property of HubSpot's sensitive classes is wanted only where it is asked for: among the sensitive ones, or included by
 * its name, without a wildcard.
 */
public final class PropertyFilter {
    private final List<Rule> include;
    private final List<Rule> exclude;
    private final List<Rule> sensitive;

    public PropertyFilter(List<String> include, List<String> exclude) {
        this(include, exclude, List.of());
    }

    /** @param sensitive which properties of the sensitive classes are wanted */
    public PropertyFilter(List<String> include, List<String> exclude, List<String> sensitive) {
        this.include = include.stream().map(Rule::parse).toList();
        this.exclude = exclude.stream().map(Rule::parse).toList();
        this.sensitive = sensitive.stream().map(Rule::parse).toList();
    }

    /** The wanted ones, in HubSpot's order; archived definitions are never wanted. */
    public List<PropertyDefinition> select(ObjectType type, List<PropertyDefinition> properties) {
        return selectAnyClass(type, properties).stream()
                .filter(property -> isAskedFor(type, property))
                .toList();
    }

    /** Names of those that would be wanted if their class were not sensitive. */
    public List<String> sensitiveOff(ObjectType type, List<PropertyDefinition> properties) {
        return selectAnyClass(type, properties).stream()
                .filter(property -> !isAskedFor(type, property))
                .map(PropertyDefinition::name)
                .toList();
    }

    private boolean isAskedFor(ObjectType type, PropertyDefinition property) {
        return property.dataSensitivity() == DataSensitivity.NON_SENSITIVE
                || Stream.concat(sensitive.stream(), include.stream().filter(rule -> !rule.wildcard))
                        .anyMatch(rule -> rule.concerns(type) && rule.names(property));
    }

    /**
     * Whether it may want properties of this type that are none of these: those of a sensitive class, or one that a user wrote
     * by its name and that is not among them.
     */
    public boolean mayWantOthers(ObjectType type, Set<String> ordinary) {
        return sensitive.stream().anyMatch(rule -> rule.concerns(type))
                || Stream.concat(include.stream(), exclude.stream())
                        .filter(rule -> rule.concerns(type) && !rule.wildcard)
                        .anyMatch(rule -> ordinary.stream().noneMatch(rule::names));
    }

    /** Whether an inclusion names the property. */
    public boolean includes(ObjectType type, String property) {
        return include.stream().anyMatch(rule -> rule.concerns(type) && rule.names(property));
    }

    /** Whether the text may match more than one property. */
    public static boolean isWildcard(String written) {
        return Rule.parse(written).wildcard;
    }

    private List<PropertyDefinition> selectAnyClass(ObjectType type, List<PropertyDefinition> properties) {
        var including = include.stream().filter(rule -> rule.concerns(type)).toList();
        return properties.stream()
                .filter(property -> !property.archived())
                .filter(property -> including.isEmpty() || matches(including, property))
                .filter(property -> exclude.stream().noneMatch(rule -> rule.concerns(type) && rule.names(property)))
                .toList();
    }

    /** Those that an inclusion names, in HubSpot's order; none where no inclusion concerns the object type. */
    public List<PropertyDefinition> named(ObjectType type, List<PropertyDefinition> properties) {
        return include.stream().noneMatch(rule -> rule.concerns(type)) ? List.of() : select(type, properties);
    }

    /**
     * Refuses names that no requested object type has or had, and inclusions that match nothing. An exclusion by wildcard
     * may match nothing.
     *
     * @param properties names of every requested type that could be discovered, with those that were there once
     * @param everyTypeKnown false when a requested type could not be discovered: then a name without a type may be its, and
     *     is let through
     * @throws ConnectorException {@code PROPERTY_UNKNOWN}, naming every misspelt one
     */
    public void requireKnown(Map<ObjectType, Set<String>> properties, boolean everyTypeKnown) {
        var problems = new ArrayList<String>();
        include.forEach(rule -> rule.problem(properties, everyTypeKnown).ifPresent(problems::add));
        exclude.stream()
                .filter(rule -> !rule.wildcard)
                .forEach(rule -> rule.problem(properties, everyTypeKnown).ifPresent(problems::add));
        if (!problems.isEmpty()) {
            throw new ConnectorException(
                    ErrorCode.PROPERTY_UNKNOWN,
                    String.join(" ", problems),
                    "Nothing was read, so that no column is missing unnoticed.",
                    "Correct the property filter.");
        }
    }

    /** Names that are to be included, were there once, and are not defined now. */
    public List<String> includedButNotDefined(
            List<PropertyDefinition> defined, Set<String> knownNames, ObjectType type) {
        return include.stream()
                .filter(rule -> rule.concerns(type) && !rule.wildcard)
                .filter(rule -> defined.stream().noneMatch(rule::names))
                .map(rule ->
                        rule.written.substring(rule.written.indexOf('.') + 1).strip())
                .filter(knownNames::contains)
                .toList();
    }

    private static boolean matches(List<Rule> rules, PropertyDefinition property) {
        return rules.stream().anyMatch(rule -> rule.names(property));
    }

    /** @param typeName lower case; empty = every type */
    private record Rule(String written, String typeName, Pattern pattern, boolean wildcard) {
        static Rule parse(String written) {
            var text = written.strip().toLowerCase(Locale.ROOT);
            var dot = text.indexOf('.');
            var name = dot < 0 ? text : text.substring(dot + 1);
            var expression = new StringBuilder();
            for (var c : name.toCharArray()) {
                expression.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
            }
            var wildcard = name.indexOf('*') >= 0 || name.indexOf('?') >= 0;
            return new Rule(
                    written, dot < 0 ? "" : text.substring(0, dot), Pattern.compile(expression.toString()), wildcard);
        }

        boolean concerns(ObjectType type) {
            return typeName.isEmpty() || type.aliases().contains(typeName) || typeName.equals("*");
        }

        boolean names(PropertyDefinition property) {
            return names(property.name());
        }

        boolean names(String property) {
            return pattern.matcher(property.toLowerCase(Locale.ROOT)).matches();
        }

        Optional<String> problem(Map<ObjectType, Set<String>> properties, boolean everyTypeKnown) {
            if (!everyTypeKnown && properties.keySet().stream().noneMatch(this::isItsOwnType)) {
                return Optional.empty();
            }
            var names = new TreeSet<String>();
            for (var entry : properties.entrySet()) {
                if (concerns(entry.getKey())) {
                    if (entry.getValue().stream().anyMatch(this::names)) {
                        return Optional.empty();
                    }
                    names.addAll(entry.getValue());
                }
            }
            if (wildcard) {
                return Optional.of("No requested object type has a property that " + written + " matches.");
            }
            var plain = written.strip().toLowerCase(Locale.ROOT);
            var name = plain.substring(plain.indexOf('.') + 1);
            var hint = Suggestions.sentence(name, names, "`hubflow discover` lists the names.");
            return Optional.of("No requested object type has a property " + written + ". " + hint);
        }

        private boolean isItsOwnType(ObjectType type) {
            return !typeName.isEmpty() && concerns(type);
        }
    }
}
