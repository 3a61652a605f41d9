package io.hubflow.app.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing a user can set, under the same key in {@code hubflow.yaml} ({@code hubspot.base-url} is {@code base-url} below
 * {@code hubspot}) and in the environment ({@code HUBFLOW_HUBSPOT_BASE_URL}). Identity counts: the settings are the constants of
 * {@link Settings}.
 *
 * @param key dotted, lower case
 * @param defaultText as a user would write it; null when there is no default
 * @param description a sentence for the help and the JSON Schema
 */
public record Setting<T>(
        String key, ValueType<T> type, @Nullable String defaultText, String description) {
    /** The environment variable that sets it. */
    public String environmentName() {
        return Settings.ENVIRONMENT_PREFIX
                + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
