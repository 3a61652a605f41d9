package io.hubflow.nifi.testbed;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A NAR with {@link PageByPage} in it, made where it is needed: nothing of the benchmark is in hubflow's own NARs. */
final class BenchNar {
    private static final String LIBRARIES = "META-INF/bundled-dependencies/";

    private BenchNar() {}

    static Path write(Path directory) throws IOException {
        var nar = directory.resolve("hubflow-bench-nar.nar");
        try (var out = new ZipOutputStream(Files.newOutputStream(nar))) {
            // NiFi unpacks entry by entry and makes no directory that is not an entry.
            out.putNextEntry(new ZipEntry("META-INF/"));
            entry(out, JarFile.MANIFEST_NAME, manifest());
            out.putNextEntry(new ZipEntry(LIBRARIES));
            entry(out, LIBRARIES + "bench.jar", processorJar());
            for (var type : List.of(ObjectMapper.class, JsonFactory.class, JsonProperty.class)) {
                var jar = jarOf(type);
                entry(out, LIBRARIES + jar.getFileName(), Files.readAllBytes(jar));
            }
        }
        return nar;
    }

    private static byte[] manifest() throws IOException {
        var manifest = new Manifest();
        var main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Nar-Group", "io.hubflow");
        main.putValue("Nar-Id", "hubflow-bench-nar");
        main.putValue("Nar-Version", "1");
        var bytes = new ByteArrayOutputStream();
        manifest.write(bytes);
        return bytes.toByteArray();
    }

    private static byte[] processorJar() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(bytes)) {
            var name = PageByPage.class.getName();
            var file = name.replace('.', '/') + ".class";
            try (var in = PageByPage.class.getClassLoader().getResourceAsStream(file)) {
                if (in == null) {
                    throw new IllegalStateException("no class file of " + name);
                }
                entry(out, file, in.readAllBytes());
            }
            entry(out, "META-INF/services/org.apache.nifi.processor.Processor", name.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static Path jarOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private static void entry(ZipOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(content);
        out.closeEntry();
    }
}
