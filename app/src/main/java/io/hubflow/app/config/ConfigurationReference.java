package io.hubflow.app.config;

import java.util.stream.Collectors;

/** The page about all settings, made from {@link Settings}. */
public final class ConfigurationReference {
    /** Below the root of the repository; a test keeps it equal to {@link #markdown()}. */
    public static final String DOCUMENT = "docs/configuration.md";

    private static final String HEAD = """
            # Configuration reference

            Settings come from flags, then from the environment, then from `hubflow.yaml` in the working directory (or the file
            that `--config` names). `hubflow config show` prints the effective value of each setting and where it comes from. In
            the file, the part before a dot is a section: `hubspot.base-url` is `base-url` under `hubspot`. Secrets may be in the
            file only as references: `${env:NAME}` or `${file:PATH}`.

            `hubflow config reference` prints this page, `hubflow config example` prints a file with every setting, and `hubflow
            config schema` prints the JSON Schema for editors.
            """;

    private ConfigurationReference() {}

    /** With a newline at the end. */
    public static String markdown() {
        var page = new StringBuilder(HEAD);
        var section = "";
        page.append("\n## What is loaded\n\n").append(COLUMNS);
        for (var setting : Settings.all()) {
            var dot = setting.key().indexOf('.');
            var here = dot < 0 ? "" : setting.key().substring(0, dot);
            if (!here.equals(section)) {
                section = here;
                page.append("\n## ").append(section).append("\n\n");
                page.append(ConfigurationSchema.SECTIONS.getOrDefault(section, ""))
                        .append("\n\n");
                page.append(COLUMNS);
            }
            page.append(line(setting));
        }
        return page.toString();
    }

    private static final String COLUMNS = "| setting | variable | default | meaning |\n|---|---|---|---|\n";

    private static String line(Setting<?> setting) {
        var byDefault = setting.defaultText() == null ? "" : "`" + cell(setting.defaultText()) + "`";
        return "| `%s` | `%s` | %s | %s |%n"
                .formatted(setting.key(), setting.environmentName(), byDefault, meaning(setting))
                .replace("\r", "");
    }

    private static String meaning(Setting<?> setting) {
        var isSecret = setting.type().shape() == ValueType.Shape.SECRET;
        var secret = isSecret && !setting.description().contains("; a reference") ? " A reference to a secret." : "";
        var choices = setting.type().schema().get("enum") instanceof Iterable<?> values
                ? java.util.stream.StreamSupport.stream(values.spliterator(), false)
                        .map(value -> "`" + value + "`")
                        .collect(Collectors.joining(", ", " One of ", "."))
                : "";
        return cell(setting.description()) + secret + choices;
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
