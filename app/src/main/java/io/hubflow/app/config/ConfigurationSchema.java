package io.hubflow.app.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubflow.snowflake.SnowflakeOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The JSON Schema of {@code hubflow.yaml}, and an example of one; both made from {@link Settings}. */
public final class ConfigurationSchema {
    /** Where the published copy lies among the resources; a test keeps it equal to {@link #json()}. */
    public static final String RESOURCE = "/io/hubflow/app/config/hubflow.schema.json";

    static final Map<String, String> SECTIONS = Map.of(
            "hubspot", "How HubSpot is reached.",
            "network", "Proxy and certificates, for HubSpot and Snowflake.",
            "sync", "How records are read.",
            "privacy", "Which sensitive properties are loaded, and in what form values are stored.",
            "duckdb", "The DuckDB destination.",
            "motherduck",
                    "The MotherDuck destination, untested: nobody has run hubflow against MotherDuck yet. DuckDB runs in"
                            + " this process, so memory-limit and threads of duckdb apply, too.",
            "snowflake", "The Snowflake destination; names as in the official connector.",
            "schedule", "When `hubflow serve` loads.",
            "service", "The page and API of `hubflow serve`.",
            "notify", "Whom `hubflow serve` tells.");

    private ConfigurationSchema() {}

    /** Pretty-printed, with a newline at the end. */
    public static String json() {
        var root = object("Configuration of hubflow.");
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "hubflow.yaml");
        var properties = new LinkedHashMap<String, Object>();
        for (var setting : Settings.all()) {
            var dot = setting.key().indexOf('.');
            if (dot < 0) {
                properties.put(setting.key(), describe(setting));
                continue;
            }
            var section = section(properties, setting.key().substring(0, dot));
            section.put(setting.key().substring(dot + 1), describe(setting));
        }
        var portal = new LinkedHashMap<String, Object>();
        portal.put("type", "object");
        var portals = new LinkedHashMap<String, Object>();
        portals.put(
                "description",
                "Portals that `hubflow serve` keeps up to date, by name. Each has settings of its own, written as in the whole"
                        + " file, which holds for those that it does not set.");
        portals.put("type", "object");
        portals.put("additionalProperties", portal);
        properties.put("portals", portals);
        root.put("properties", properties);
        try {
            var lines = new DefaultIndenter("  ", "\n");
            return new ObjectMapper()
                            .writer(new DefaultPrettyPrinter().withObjectIndenter(lines))
                            .writeValueAsString(root)
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of strings and numbers are always JSON", e);
        }
    }

    @SuppressWarnings("unchecked") // the maps are made right here
    private static Map<String, Object> section(Map<String, Object> properties, String name) {
        var section =
                (Map<String, Object>) properties.computeIfAbsent(name, key -> object(SECTIONS.getOrDefault(key, "")));
        return (Map<String, Object>) section.computeIfAbsent("properties", key -> new LinkedHashMap<String, Object>());
    }

    private static Map<String, Object> object(String description) {
        var object = new LinkedHashMap<String, Object>();
        object.put("description", description);
        object.put("type", "object");
        object.put("additionalProperties", false);
        return object;
    }

    private static Map<String, Object> describe(Setting<?> setting) {
        var schema = new LinkedHashMap<String, Object>();
        schema.put("description", setting.description());
        schema.putAll(ordered(setting.type().schema()));
        if (setting.defaultText() != null) {
            schema.put("default", defaultValue(setting, setting.defaultText()));
        }
        return schema;
    }

    /** Map.of has no order of its own; the published file needs one. */
    private static Map<String, Object> ordered(Map<?, ?> map) {
        var ordered = new TreeMap<String, Object>();
        map.forEach((key, value) ->
                ordered.put(String.valueOf(key), value instanceof Map<?, ?> nested ? ordered(nested) : value));
        return ordered;
    }

    private static Object defaultValue(Setting<?> setting, String text) {
        return switch (setting.type().shape()) {
            case LIST -> List.of(text.split(","));
            case NUMBER -> text.contains(".") ? (Object) Double.valueOf(text) : (Object) Long.valueOf(text);
            case SCALAR, MAP, SECRET -> text;
        };
    }

    /** A {@code hubflow.yaml} with every setting at its default, commented out but for the object types and the token. */
    public static String example() {
        var text = new StringBuilder(
                "# hubflow.yaml: every setting with its default. Flags and the environment are stronger.\n");
        var section = "";
        for (var setting : Settings.all()) {
            var dot = setting.key().indexOf('.');
            var here = dot < 0 ? "" : setting.key().substring(0, dot);
            if (!here.equals(section)) {
                section = here;
                text.append('\n').append(section).append(":\n");
            }
            var indent = dot < 0 ? "" : "  ";
            text.append(indent).append("# ").append(setting.description()).append('\n');
            text.append(indent).append(exampleLine(setting)).append('\n');
        }
        return text.toString();
    }

    private static String exampleLine(Setting<?> setting) {
        var name = setting.key().substring(setting.key().indexOf('.') + 1);
        if (setting == Settings.ACCESS_TOKEN) {
            return name + ": ${env:" + Configuration.TOKEN_VARIABLE + "}";
        }
        var value = setting.defaultText() == null ? "" : " " + setting.defaultText();
        if (setting.type().shape() == ValueType.Shape.LIST && setting.defaultText() != null) {
            value = " [" + setting.defaultText().replace(",", ", ") + "]";
        }
        var live = setting == Settings.OBJECT_TYPES
                || setting == Settings.DUCKDB_PATH
                || setting == Settings.SETTLE_LAG
                || setting == Settings.SNOWFLAKE.get(SnowflakeOption.SPOOL_DIRECTORY);
        return (live ? "" : "#") + name + ":" + value;
    }
}
