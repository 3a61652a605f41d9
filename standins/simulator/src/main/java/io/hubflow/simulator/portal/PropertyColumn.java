package io.hubflow.simulator.portal;

import io.hubflow.simulator.json.Hash;
import io.hubflow.simulator.json.JsonBytes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One property of one type with everything that is needed to write its values quickly. Immutable. */
public final class PropertyColumn {
    private static final int FILL_BITS = 16;
    private static final String NOT_SET = new String("not set");

    private final PropertyDefinition definition;
    private final ValueGenerator generator;
    private final ValueGenerator updates;
    private final byte[] key;
    private final String storageKey;
    private final long salt;
    private final long fillThreshold;
    private final boolean holdsLongText;

    /**
     * A column.
     *
     * @param fill the share of generated records that have a value, 0 to 1
     */
    PropertyColumn(PropertyDefinition definition, ValueGenerator generator, double fill, boolean holdsLongText) {
        this.definition = definition;
        this.generator = generator;
        this.updates = generator;
        this.key = JsonBytes.key(definition.name());
        this.storageKey = definition.storageKey();
        this.salt = Hash.of(storageKey);
        this.fillThreshold = Math.round(fill * (1 << FILL_BITS));
        this.holdsLongText = holdsLongText;
    }

    private PropertyColumn(PropertyColumn earlier, PropertyDefinition definition, ValueGenerator updates) {
        this.definition = definition;
        this.generator = earlier.generator;
        this.updates = updates;
        this.key = earlier.key;
        this.storageKey = earlier.storageKey;
        this.salt = earlier.salt;
        this.fillThreshold = earlier.fillThreshold;
        this.holdsLongText = earlier.holdsLongText;
    }

    /** This column under a new definition: values stay as they are, those of later updates look like {@code like}'s. */
    PropertyColumn redefined(PropertyDefinition newDefinition, PropertyColumn like) {
        return new PropertyColumn(this, newDefinition, like.generator);
    }

    /** The key that values set by mutations are kept under. */
    public String storageKey() {
        return storageKey;
    }

    /** The definition. */
    public PropertyDefinition definition() {
        return definition;
    }

    /** The internal name. */
    public String name() {
        return definition.name();
    }

    /** Writes {@code "name":} and the value. */
    public void writeMember(JsonBytes out, CrmRecord record) {
        out.raw(key);
        writeValue(out, record);
    }

    /** Writes the value: a quoted string or {@code null}. */
    public void writeValue(JsonBytes out, CrmRecord record) {
        Map<String, @Nullable String> overrides = record.overrides();
        if (!overrides.isEmpty()) {
            String override = overrides.getOrDefault(storageKey, NOT_SET);
            if (isOverride(override)) {
                out.stringOrNull(override);
                return;
            }
        }
        writeGenerated(out, record, salt);
    }

    /**
     * The value that a record was generated with, whatever was set since, or one it had some steps before that; null for
     * none.
     */
    @Nullable
    String generatedValue(CrmRecord record, int stepsBack) {
        var out = new JsonBytes(48);
        writeGenerated(out, record, stepsBack == 0 ? salt : Hash.mix(salt, stepsBack));
        return out.at(0) == 'n' ? null : decode(out);
    }

    /** The value as a text; null when it was never set. */
    public @Nullable String value(CrmRecord record) {
        var out = new JsonBytes(48);
        writeValue(out, record);
        return out.at(0) == 'n' ? null : decode(out);
    }

    /** A value that a user or an integration could give the property; differs from one {@code variant} to the next. */
    public @Nullable String newValue(CrmRecord record, long variant) {
        var out = new JsonBytes(48);
        updates.write(out, record, Hash.mix(record.hash() ^ salt, variant));
        return out.at(0) == 'n' ? null : decode(out);
    }

    private void writeGenerated(JsonBytes out, CrmRecord record, long useSalt) {
        long hash = Hash.mix(record.hash() ^ useSalt);
        boolean set = (hash >>> 48) < fillThreshold
                || (holdsLongText && record.ordinal() % TextValues.LONG_TEXT_EVERY == TextValues.LONG_TEXT_ORDINAL);
        if (set) {
            generator.write(out, record, Hash.mix(hash));
        } else {
            out.nothing();
        }
    }

    @SuppressWarnings("ReferenceEquality") // the marker is recognised by identity: any text can be a value
    private static boolean isOverride(@Nullable String override) {
        return override != NOT_SET;
    }

    private static String decode(JsonBytes out) {
        String quoted = out.text(0);
        if (quoted.indexOf('\\') < 0) {
            return quoted.substring(1, quoted.length() - 1);
        }
        var text = new StringBuilder(quoted.length());
        for (int i = 1; i < quoted.length() - 1; i++) {
            char c = quoted.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            i++;
            switch (quoted.charAt(i)) {
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    text.append((char) Integer.parseInt(quoted.substring(i + 1, i + 5), 16));
                    i += 4;
                }
                default -> text.append(quoted.charAt(i));
            }
        }
        return text.toString();
    }
}
