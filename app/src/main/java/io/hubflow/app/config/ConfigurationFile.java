package io.hubflow.app.config;

import io.hubflow.app.secret.Redactor;
import io.hubflow.app.secret.SecretShapes;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads {@code hubflow.yaml} into texts by setting, keeping line numbers, and collects what is wrong with its form. */
final class ConfigurationFile {
    /** A configuration is a page of text; more is the wrong file. */
    private static final long MAX_BYTES = 1024 * 1024;

    private static final Map<String, Setting<?>> BY_KEY = Settings.all().stream()
            .collect(Collectors.toMap(Setting::key, setting -> setting, (a, b) -> a, LinkedHashMap::new));

    /** Keys are words; anything else may be a secret that stands in the wrong place, and is not repeated. */
    private static final Pattern KEY_FORM = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,60}");

    private static final int MAX_SHOWN = 8;

    private static final String PORTALS = "portals";

    /** Names stand in addresses and metrics. */
    private static final Pattern PORTAL_NAME = Pattern.compile("[A-Za-z0-9_-]{1,40}");

    private final String label;
    private final Path folder;
    private final List<Problem> problems;
    private final Map<Setting<?>, SettingText> values = new LinkedHashMap<>();
    private final Map<String, Map<Setting<?>, SettingText>> portals = new LinkedHashMap<>();

    /** Where settings that are read go: to the whole file, or to the portal that they stand below. */
    private Map<Setting<?>, SettingText> target = values;

    /** @param portals what each entry of {@code portals:} sets, by its name */
    record Content(Map<Setting<?>, SettingText> values, Map<String, Map<Setting<?>, SettingText>> portals) {
        static final Content EMPTY = new Content(Map.of(), Map.of());
    }

    private ConfigurationFile(Path file, List<Problem> problems) {
        this.label = file.getFileName() == null ? file.toString() : file.toString();
        var parent = file.toAbsolutePath().getParent();
        this.folder = parent == null ? file : parent;
        this.problems = problems;
    }

    /** What the file sets; what is wrong with it is added to the problems. */
    static Content read(Path file, List<Problem> problems, Redactor redactor) {
        var reader = new ConfigurationFile(file, problems);
        try {
            if (Files.isDirectory(file)) {
                reader.problem(null, "", "This is a folder; name the configuration file in it");
            } else if (Files.size(file) > MAX_BYTES) {
                reader.problem(null, "", "is larger than 1 MiB; this cannot be a hubflow configuration");
            } else {
                var text = Files.readString(file);
                redactor.learnAssignments(text);
                if (!reader.parse(text)) {
                    redactor.learnUnintelligible(text);
                }
            }
        } catch (NoSuchFileException e) {
            reader.problem(null, "", "There is no such configuration file");
        } catch (CharacterCodingException e) {
            reader.problem(null, "", "The file is not UTF-8 text");
        } catch (AccessDeniedException e) {
            reader.problem(null, "", "This user may not read the configuration file");
        } catch (IOException e) {
            reader.problem(null, "", "The configuration file cannot be read (" + e.getMessage() + ")");
        }
        return new Content(reader.values, reader.portals);
    }

    /** False when the text is not YAML, which is a problem then. */
    private boolean parse(String text) {
        try {
            var settings = LoadSettings.builder()
                    .setLabel(label)
                    .setSchema(new CoreSchema())
                    .build();
            new Compose(settings).composeString(text).ifPresent(root -> readMapping(root, ""));
            return true;
        } catch (MarkedYamlEngineException e) {
            var line = e.getProblemMark().map(mark -> OptionalInt.of(mark.getLine() + 1));
            var why = e.getProblem() == null ? "" : ": " + e.getProblem();
            problems.add(new Problem(label, line.orElse(OptionalInt.empty()), "", "This is not YAML" + why));
        } catch (YamlEngineException e) {
            problems.add(new Problem(label, OptionalInt.empty(), "", "This is not YAML: " + e.getMessage()));
        }
        return false;
    }

    private void readMapping(Node node, String prefix) {
        if (!(node instanceof MappingNode mapping)) {
            if (!isNull(node)) { // a section whose lines are all commented out sets nothing
                problem(
                        node,
                        prefix,
                        "must hold keys below it, such as " + exampleBelow(prefix) + ", but is " + describe(node));
            }
            return;
        }
        var seen = new HashSet<String>();
        for (var entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode keyNode)) {
                problem(entry.getKeyNode(), prefix, "has a key that is no plain text");
                continue;
            }
            if (!KEY_FORM.matcher(keyNode.getValue()).matches() || SecretShapes.mayBeSecret(keyNode.getValue())) {
                problem(keyNode, prefix, "has a key that cannot be a setting's name (not shown: it may hold a secret)");
                continue;
            }
            var key = prefix.isEmpty() ? keyNode.getValue() : prefix + "." + keyNode.getValue();
            if (!seen.add(key)) {
                problem(keyNode, key, "is set twice");
                continue;
            }
            readEntry(key, keyNode, entry.getValueNode());
        }
    }

    private void readEntry(String key, ScalarNode keyNode, Node valueNode) {
        var setting = BY_KEY.get(key);
        if (key.equals(PORTALS) && target == values) {
            readPortals(valueNode);
        } else if (setting != null && target != values && ServiceSettings.OF_THE_WHOLE_SERVICE.contains(setting)) {
            problem(keyNode, key, "belongs to the whole service; set it outside of portals");
        } else if (setting != null) {
            var text = textOf(setting, key, valueNode);
            if (text != null) {
                target.put(setting, new SettingText(text, label, line(valueNode), folder));
            }
        } else if (sections().contains(key)) {
            readMapping(valueNode, key);
        } else {
            problem(keyNode, key, "is not a setting" + suggestion(key));
        }
    }

    /** Each entry is named by the user and holds settings, as the file does. */
    private void readPortals(Node node) {
        if (!(node instanceof MappingNode mapping)) {
            problem(
                    node,
                    PORTALS,
                    "must hold a name for each portal, with its settings below, but is " + describe(node));
            return;
        }
        for (var entry : mapping.getValue()) {
            var name = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (!PORTAL_NAME.matcher(name).matches() || SecretShapes.mayBeSecret(name)) {
                problem(
                        entry.getKeyNode(),
                        PORTALS,
                        "has a name that is not 1 to 40 letters, digits, - or _"
                                + (SecretShapes.mayBeSecret(name) ? "" : ": \"" + name + "\""));
                continue;
            }
            if (portals.containsKey(name)) {
                problem(entry.getKeyNode(), PORTALS + "." + name, "is set twice");
                continue;
            }
            target = new LinkedHashMap<>();
            portals.put(name, target);
            readMapping(entry.getValueNode(), "");
            target = values;
        }
    }

    /** The value as text, lists joined by commas; null when its form is wrong, which is then a problem. */
    private @Nullable String textOf(Setting<?> setting, String key, Node node) {
        if (isNull(node)) {
            problem(node, key, "has no value; give it one or leave the line out");
            return null;
        }
        if (node instanceof SequenceNode sequence && setting.type().shape() == ValueType.Shape.LIST) {
            var items = new ArrayList<String>();
            for (var item : sequence.getValue()) {
                if (!(item instanceof ScalarNode scalar) || !scalar.getTag().equals(Tag.STR)) {
                    problem(item, key, "must be a list of names, but holds " + describe(item));
                    return null;
                }
                items.add(scalar.getValue());
            }
            return String.join(",", items);
        }
        if (node instanceof MappingNode mapping && setting.type().shape() == ValueType.Shape.MAP) {
            return entries(key, mapping);
        }
        if (!(node instanceof ScalarNode scalar)) {
            problem(node, key, "must be " + wanted(setting) + ", but is " + describe(node));
            return null;
        }
        var number = scalar.getTag().equals(Tag.INT) || scalar.getTag().equals(Tag.FLOAT);
        var fits = scalar.getTag().equals(Tag.STR) || (number && setting.type().shape() == ValueType.Shape.NUMBER);
        // A secret's form is judged by its reader, which must not repeat it.
        if (!fits && setting.type().shape() != ValueType.Shape.SECRET) {
            problem(node, key, "must be " + wanted(setting) + ", but is " + describe(node));
            return null;
        }
        return scalar.getValue();
    }

    private @Nullable String entries(String key, MappingNode mapping) {
        var entries = new ArrayList<String>();
        for (var entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode name)
                    || !(entry.getValueNode() instanceof ScalarNode value)) {
                problem(
                        entry.getValueNode(),
                        key,
                        "must be names with a text each, but holds " + describe(entry.getValueNode()));
                return null;
            }
            entries.add(name.getValue() + ": " + value.getValue());
        }
        return String.join("; ", entries);
    }

    private static String wanted(Setting<?> setting) {
        return switch (setting.type().shape()) {
            case SCALAR -> "text";
            case NUMBER -> "a number";
            case LIST -> "a list of names";
            case MAP -> "names with a text each";
            case SECRET -> "a reference such as ${env:NAME}";
        };
    }

    private static String describe(Node node) {
        if (node instanceof MappingNode) {
            return "a group of keys";
        }
        if (node instanceof SequenceNode) {
            return "a list";
        }
        var scalar = (ScalarNode) node;
        if (isNull(scalar)) {
            return "empty";
        }
        if (scalar.getTag().equals(Tag.BOOL)) {
            return "true/false (" + scalar.getValue() + ")";
        }
        // Longer text is not repeated: a token may stand there.
        var shown = scalar.getValue().length() <= MAX_SHOWN ? " (" + scalar.getValue() + ")" : "";
        return (scalar.getTag().equals(Tag.STR) ? "text" : "a number") + shown;
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
    }

    private static Set<String> sections() {
        return BY_KEY.keySet().stream()
                .filter(key -> key.contains("."))
                .map(key -> key.substring(0, key.indexOf('.')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A key at the wrong level is found by its last word, a misspelt one by its letters. */
    private static String suggestion(String key) {
        var misplaced = BY_KEY.keySet().stream()
                .filter(known -> known.endsWith("." + key) || key.endsWith("." + known))
                .findFirst();
        if (misplaced.isPresent()) {
            return Suggestion.sentence(misplaced.get(), List.of(misplaced.get()));
        }
        var names = new TreeSet<>(BY_KEY.keySet());
        names.addAll(sections());
        return Suggestion.sentence(key, names);
    }

    private static String exampleBelow(String prefix) {
        return BY_KEY.keySet().stream()
                .filter(key -> prefix.isEmpty() || key.startsWith(prefix + "."))
                .findFirst()
                .map(key -> prefix.isEmpty() ? key : key.substring(prefix.length() + 1))
                .orElse("object-types");
    }

    private void problem(@Nullable Node node, String key, String sentence) {
        problems.add(new Problem(label, node == null ? OptionalInt.empty() : line(node), key, sentence));
    }

    private static OptionalInt line(Node node) {
        return node.getStartMark()
                .map(mark -> OptionalInt.of(mark.getLine() + 1))
                .orElse(OptionalInt.empty());
    }
}
