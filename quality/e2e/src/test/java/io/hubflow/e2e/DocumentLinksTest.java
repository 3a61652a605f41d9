package io.hubflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every relative link of the documents leads somewhere. */
final class DocumentLinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#|mailto:)([^)#\\s]+)");

    @Test
    void relativeLinksLeadToFiles() throws IOException {
        var broken = new ArrayList<String>();
        for (var document : documents()) {
            var links = LINK.matcher(Files.readString(document, StandardCharsets.UTF_8));
            while (links.find()) {
                if (!Files.exists(document.resolveSibling(links.group(1)))) {
                    broken.add(Hubflow.root().relativize(document) + " → " + links.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static List<Path> documents() throws IOException {
        var root = Hubflow.root();
        try (var paths = Files.walk(root, 4)) {
            var documents = paths.filter(path -> path.toString().endsWith(".md"))
                    .filter(path ->
                            !root.relativize(path).toString().matches("(.*/)?(target|node_modules|\\.cache|\\.git)/.*"))
                    .toList();
            assertThat(documents).hasSizeGreaterThan(4);
            return documents;
        }
    }
}
