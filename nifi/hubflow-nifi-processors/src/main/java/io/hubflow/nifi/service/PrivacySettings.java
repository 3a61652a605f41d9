package io.hubflow.nifi.service;

import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.engine.privacy.Salt;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.context.PropertyContext;

/** In what form values may be stored, as an administrator wrote it into the service's properties. */
final class PrivacySettings {
    private static final Pattern BETWEEN_NAMES = Pattern.compile("[,\\s]+");

    private PrivacySettings() {}

    /** @throws io.hubflow.error.ConnectorException {@code CONFIGURATION_INVALID} when values are to be hashed without a salt */
    static PrivacyRules of(PropertyContext context) {
        var rules = new PrivacyRules(
                List.of(),
                names(context, HubSpotProperties.HASH),
                names(context, HubSpotProperties.MASK),
                names(context, HubSpotProperties.DROP),
                salt(context));
        rules.requireSalt();
        return rules;
    }

    /** A hash without a secret salt can be undone by trying out addresses. */
    static Optional<ValidationResult> problem(ValidationContext context) {
        if (names(context, HubSpotProperties.HASH).isEmpty() || salt(context).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new ValidationResult.Builder()
                .subject(HubSpotProperties.SALT.getDisplayName())
                .valid(false)
                .explanation(
                        "Hash Properties names properties, and a hash without a secret salt can be undone by trying out "
                                + "values; give a salt")
                .build());
    }

    private static Optional<Salt> salt(PropertyContext context) {
        return Optional.ofNullable(context.getProperty(HubSpotProperties.SALT).getValue())
                .filter(secret -> !secret.isEmpty())
                .map(Salt::new);
    }

    private static List<String> names(PropertyContext context, PropertyDescriptor property) {
        var written =
                context.getProperty(property).evaluateAttributeExpressions().getValue();
        return written == null
                ? List.of()
                : Arrays.stream(BETWEEN_NAMES.split(written))
                        .filter(name -> !name.isEmpty())
                        .toList();
    }
}
