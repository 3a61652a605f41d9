package io.hubflow.benchmarks;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a run was measured on.
 *
 * @param processor its name, empty where the system does not say
 * @param loadAtStart the average number of running processes over the last minute, before anything was built or measured
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record Machine(int cores, String processor, long memoryMegabytes, String system, String java, double loadAtStart) {
    /** Above this, other work takes part of the processor that the measured programs need. */
    static final double BUSY = 1.0;

    static Machine here(double loadAtStart) {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                field("/proc/cpuinfo", "model name"),
                number(field("/proc/meminfo", "MemTotal")) / 1024,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Runtime.version().toString(),
                loadAtStart);
    }

    boolean busy() {
        return loadAtStart > BUSY;
    }

    private static long number(String text) {
        var digits = text.replaceAll("[^0-9]", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits);
    }

    private static String field(String file, String name) {
        try (var lines = Files.lines(Path.of(file), StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException notLinux) {
            return "";
        }
    }
}
