import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * {@code java Licences.java HOME TEXTS}: puts the licence and notice of every library of the release into HOME/licences and
 * HOME/NOTICE. Which libraries there are, the jars say (also those inside of NARs); which licence each has, the bill of
 * materials. Fails when a library is missing there, or has a licence whose text neither the library nor TEXTS has.
 */
final class Licences {
    /** Of several licences to choose from, the first of these is taken. */
    private static final List<String> PREFERRED = List.of("Apache-2.0", "MIT", "EPL-2.0");

    private final Path home;
    private final Path texts;
    private final Map<String, JsonNode> components = new TreeMap<>();
    private final Map<String, Path> folders = new TreeMap<>();
    private final StringBuilder notice = new StringBuilder();
    private final TreeSet<String> table = new TreeSet<>();

    private Licences(Path home, Path texts) throws IOException {
        this.home = home;
        this.texts = texts;
        var bill = new ObjectMapper()
                .readTree(home.resolve("sbom/hubflow.cdx.json").toFile())
                .get("components");
        for (var component : bill) {
            components.put(
                    component.get("name").asText() + "-"
                            + component.get("version").asText() + ".jar",
                    component);
        }
    }

    public static void main(String[] arguments) throws IOException {
        new Licences(Path.of(arguments[0]), Path.of(arguments[1])).collect();
    }

    private void collect() throws IOException {
        for (var jar : files(home.resolve("lib"), ".jar")) {
            try (var in = Files.newInputStream(jar)) {
                library(jar.getFileName().toString(), in);
            }
        }
        for (var nar : files(home.resolve("nifi"), ".nar")) {
            try (var in = new ZipInputStream(Files.newInputStream(nar))) {
                for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                    var name = entry.getName();
                    if (name.endsWith(".jar")) {
                        library(name.substring(name.lastIndexOf('/') + 1), in);
                    }
                }
            }
        }
        Files.writeString(
                home.resolve("licences/README.md"),
                "Libraries in this release, and the licence under which it carries them:\n\n" + String.join("\n", table)
                        + "\n");
        Files.writeString(
                home.resolve("NOTICE"),
                "hubflow\nCopyright the hubflow authors. Licensed under the Apache License 2.0; see LICENSE.\n"
                        + "It includes the libraries below; licences/README.md lists them.\n" + notice);
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (var all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private void library(String jar, InputStream content) throws IOException {
        if (jar.equals("hubflow.jar")) {
            return;
        }
        var component = components.get(jar);
        if (component == null) {
            throw new IllegalStateException(jar + " is not in the bill of materials");
        }
        var name = jar.substring(0, jar.length() - ".jar".length());
        if (component.path("group").asText().equals("io.hubflow") || folders.containsKey(name)) {
            return;
        }
        var folder = Files.createDirectories(home.resolve("licences").resolve(name));
        folders.put(name, folder);
        var carried = copyTexts(content, folder);
        var licence = licence(component);
        if (carried.stream()
                .noneMatch(file -> file.toUpperCase(java.util.Locale.ROOT).contains("LICEN"))) {
            var text = licence.equals("Apache-2.0") ? home.resolve("LICENSE") : texts.resolve(licence + ".txt");
            if (!Files.exists(text)) {
                throw new IllegalStateException("there is no text for the licence of " + jar + ", " + licence);
            }
            Files.copy(text, folder.resolve("LICENSE"));
        }
        notice(component, folder);
        table.add("- " + name + ": " + licence);
    }

    private List<String> copyTexts(InputStream content, Path folder) throws IOException {
        var copied = new ArrayList<String>();
        var jar = new ZipInputStream(content);
        for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
            var name = entry.getName();
            var file = name.substring(name.lastIndexOf('/') + 1);
            if (!name.endsWith(".class") && file.matches("(?i).*(licen[sc]e|notice|copying).*") && copied.add(file)) {
                Files.write(folder.resolve(file), jar.readAllBytes());
            }
        }
        return copied;
    }

    private static String licence(JsonNode component) {
        var names = new ArrayList<String>();
        for (var each : component.path("licenses")) {
            var licence = each.path("license");
            names.add(
                    licence.has("id")
                            ? licence.get("id").asText()
                            : licence.path("name").asText());
        }
        return PREFERRED.stream()
                .filter(names::contains)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        component.get("name").asText() + " has no licence that is known here: " + names));
    }

    private void notice(JsonNode component, Path folder) throws IOException {
        var name = component.get("name").asText();
        notice.append("\n----\n")
                .append(name)
                .append(' ')
                .append(component.get("version").asText())
                .append('\n');
        var own = texts.resolve(name + ".NOTICE");
        for (var file : Files.exists(own) ? List.of(own) : files(folder, "")) {
            if (file.getFileName().toString().toUpperCase(java.util.Locale.ROOT).contains("NOTICE")) {
                notice.append(Files.readString(file).strip()).append('\n');
            }
        }
    }
}
