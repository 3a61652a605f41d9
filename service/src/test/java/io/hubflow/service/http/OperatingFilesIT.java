package io.hubflow.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The dashboard and the alert rules ask for metrics that the service has. */
class OperatingFilesIT {
    private static final Pattern METRIC = Pattern.compile("\\b(hubflow|jvm)_[a-z_]+");

    @Test
    void everyMetricOfTheDashboardAndTheAlertsIsServed() throws IOException {
        var asked = new TreeSet<String>();
        for (var file : List.of("grafana-dashboard.json", "alerts.yaml")) {
            METRIC.matcher(Files.readString(Path.of("../docs/operating", file)))
                    .results()
                    .forEach(found -> asked.add(found.group()));
        }
        try (var running = RunningServer.open()) {
            var main = running.service.find("main").orElseThrow();
            main.runNow("");
            RunningServer.await(() -> !main.status().runs().isEmpty());
            var served = running.get("/metrics").body();

            assertThat(asked).hasSizeGreaterThan(8);
            assertThat(asked).allSatisfy(name -> assertThat(served).containsPattern("(?m)^" + name + "\\{"));
        }
    }
}
