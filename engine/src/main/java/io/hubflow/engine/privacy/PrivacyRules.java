package io.hubflow.engine.privacy;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.PropertyFilter;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a user decides about personal data. Each list has names or wildcards of properties, as {@link PropertyFilter} has them.
 * Where several lists match one property, the strictest wins: drop, then mask, then hash.
 *
 * @param sensitive properties of HubSpot's sensitive classes that are loaded; all others of these classes are not. One that is
 *     named without a wildcard in {@code hash}, {@code mask}, or among the included properties or histories is loaded, too
 * @param hash see {@link Protection#HASH}
 * @param mask see {@link Protection#MASK}
 * @param drop see {@link Protection#DROP}
 * @param salt needed for {@code hash}
 */
public record PrivacyRules(
        List<String> sensitive, List<String> hash, List<String> mask, List<String> drop, Optional<Salt> salt) {
    /** Sensitive classes are off, everything else is stored as HubSpot sends it. */
    public static final PrivacyRules NONE =
            new PrivacyRules(List.of(), List.of(), List.of(), List.of(), Optional.empty());

    /** Sensitive classes are loaded, too, and everything is stored as HubSpot sends it. */
    public static final PrivacyRules EVERYTHING =
            new PrivacyRules(List.of("*"), List.of(), List.of(), List.of(), Optional.empty());

    public PrivacyRules {
        sensitive = List.copyOf(sensitive);
        hash = List.copyOf(hash);
        mask = List.copyOf(mask);
        drop = List.copyOf(drop);
    }

    /** @throws ConnectorException {@code CONFIGURATION_INVALID} when values are to be hashed without a salt */
    public void requireSalt() {
        if (!hash.isEmpty() && salt.isEmpty()) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "The properties " + String.join(", ", hash) + " are to be hashed, but there is no salt.",
                    "Nothing was read: a hash without a secret salt can be undone by trying out addresses.",
                    "Give privacy.salt as a reference, such as ${env:HUBFLOW_SALT}.");
        }
    }

    /**
     * The properties to load: those of the user's choice without the dropped ones, and without those of the sensitive classes
     * that nobody asked for.
     */
    public PropertyFilter selecting(List<String> include, List<String> exclude) {
        return new PropertyFilter(
                include, Stream.concat(exclude.stream(), drop.stream()).toList(), asked());
    }

    private List<String> asked() {
        var asked = new ArrayList<>(sensitive);
        Stream.concat(hash.stream(), mask.stream())
                .filter(pattern -> !PropertyFilter.isWildcard(pattern))
                .forEach(asked::add);
        return asked;
    }

    /** The named properties of every rule, to find misspelt names. */
    public PropertyFilter named() {
        return new PropertyFilter(
                List.of(),
                Stream.of(sensitive, hash, mask, drop).flatMap(List::stream).toList());
    }

    /** How the values of an object type's properties are stored. */
    public Protections of(ObjectType type) {
        if (hash.isEmpty() && mask.isEmpty() && drop.isEmpty()) {
            return Protections.NONE;
        }
        requireSalt();
        return new Protections(type, naming(drop), naming(mask), naming(hash), salt);
    }

    private static PropertyFilter naming(List<String> patterns) {
        return new PropertyFilter(patterns, List.of());
    }
}
