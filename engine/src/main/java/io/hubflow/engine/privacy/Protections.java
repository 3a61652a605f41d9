package io.hubflow.engine.privacy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.PropertyFilter;
import io.hubflow.engine.destination.ColumnType;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How the values of one object type's properties are stored. Every route of values to a destination passes here: rows with
 * their {@code _unparsed}, histories, quarantined records, and what a verification compares. Filters look at records before
 * that, so a filter on a protected property works. Thread-safe.
 */
public final class Protections {
    /** Every value is stored as HubSpot sends it. */
    public static final Protections NONE = new Protections();

    /** What a masked value is stored as. */
    public static final String MASK = "*****";

    private static final String LEFT_OUT =
            "(not kept: the record cannot be read, so protected values cannot be found in it)";
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<Protection, PropertyFilter> rules;
    private final @Nullable ObjectType type;
    private final @Nullable Salt salt;
    private final Map<String, Optional<Protection>> known = new ConcurrentHashMap<>();

    private Protections() {
        rules = Map.of();
        type = null;
        salt = null;
    }

    Protections(ObjectType type, PropertyFilter drop, PropertyFilter mask, PropertyFilter hash, Optional<Salt> salt) {
        this.rules = Map.of(Protection.DROP, drop, Protection.MASK, mask, Protection.HASH, hash);
        this.type = type;
        this.salt = salt.orElse(null);
    }

    /** What becomes of a property's values; absent when they are stored as they come. */
    public Optional<Protection> of(String property) {
        var owner = type;
        return owner == null ? Optional.empty() : known.computeIfAbsent(property, name -> strictest(owner, name));
    }

    private Optional<Protection> strictest(ObjectType owner, String property) {
        for (var protection : new Protection[] {Protection.DROP, Protection.MASK, Protection.HASH}) {
            var rule = rules.get(protection);
            if (rule != null && rule.includes(owner, property)) {
                return Optional.of(protection);
            }
        }
        return Optional.empty();
    }

    /** Makes of HubSpot's text of a property what is stored; absent when that is the text itself. */
    public Optional<UnaryOperator<String>> changeOf(String property) {
        return of(property).map(protection -> text -> protect(protection, text));
    }

    /** The text to store for a value of a property's history; null for none. */
    public @Nullable String value(String property, @Nullable String text) {
        var protection = of(property);
        if (text == null || protection.isEmpty()) {
            return text;
        }
        return protection.get() == Protection.DROP ? null : protect(protection.get(), text);
    }

    private String protect(Protection protection, String text) {
        return switch (protection) {
            case HASH -> salted().hash(text);
            case MASK -> MASK;
            case DROP -> "";
        };
    }

    private Salt salted() {
        if (salt == null) {
            throw new IllegalStateException("hashed values without a salt");
        }
        return salt;
    }

    /** The type of a property's column: hashed and masked values are text, whatever HubSpot's are. */
    public ColumnType columnType(String property, ColumnType type) {
        return of(property).isPresent() ? ColumnType.VARCHAR : type;
    }

    /**
     * A record that could not become a row, with protected values in their protected form.
     *
     * @param json as HubSpot sent it, perhaps cut
     */
    public String record(String json) {
        if (type == null) {
            return json;
        }
        try {
            if (JSON.readTree(json) instanceof ObjectNode record) {
                protectProperties(record);
                return record.toString();
            }
        } catch (JsonProcessingException cut) {
            return LEFT_OUT;
        }
        return LEFT_OUT;
    }

    /** HubSpot sends a property's versions beside its value when it is asked for them. */
    private void protectProperties(ObjectNode record) {
        if (record.get("properties") instanceof ObjectNode properties) {
            for (var name :
                    properties.properties().stream().map(Map.Entry::getKey).toList()) {
                var value = properties.get(name);
                var protection = of(name);
                if (protection.isEmpty() || value.isNull()) {
                    continue;
                }
                if (protection.get() == Protection.DROP) {
                    properties.remove(name);
                } else {
                    properties.put(
                            name, protect(protection.get(), value.isValueNode() ? value.asText() : value.toString()));
                }
            }
        } else {
            record.remove("properties");
        }
        record.remove("propertiesWithHistory");
    }

    /** A text for people and states about these properties: a filter with its values for example. */
    public String filterText(Collection<String> properties, String text) {
        var isProtected = properties.stream().anyMatch(property -> of(property).isPresent());
        if (!isProtected || text.isEmpty()) {
            return text;
        }
        return "a filter on protected properties, " + (salt == null ? Digest.of(text) : salt.hash(text));
    }

    /** What is remembered of each protected property among these, so that a change is noticed. */
    public Map<String, String> states(Collection<String> properties) {
        var states = new TreeMap<String, String>();
        for (var property : properties) {
            of(property).ifPresent(protection -> states.put(property, state(protection)));
        }
        return states;
    }

    private String state(Protection protection) {
        return switch (protection) {
            case HASH -> "hash " + salted().fingerprint();
            case MASK -> "mask";
            case DROP -> "drop";
        };
    }

    /** The words for the column {@code protection} of {@code hubspot_properties}: of each {@link #states state} its first. */
    public static Map<String, String> words(Map<String, String> states) {
        var words = new TreeMap<String, String>();
        states.forEach((property, state) -> words.put(property, state.split(" ", 2)[0]));
        return words;
    }
}
