package io.hubflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.app.report.Json;
import io.hubflow.engine.report.SyncListener;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoggingTest {
    private final ArrayList<String> lines = new ArrayList<>();

    @AfterEach
    void restore() {
        Logging.restore();
        Logging.verbosity(0);
    }

    @Test
    void showsWarningsAndKeepsInformationForMinusV() {
        Logging.divert(lines::add);
        var log = LoggerFactory.getLogger("io.hubflow.Example");

        log.info("quiet");
        log.warn("loud");
        Logging.verbosity(1);
        log.info("asked for");

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN Example: loud");
        assertThat(lines.get(0)).endsWith("WARN Example: loud");
        assertThat(lines.get(1)).endsWith("INFO Example: asked for");
    }

    @Test
    void whatTheProgressDisplayShowsAnywayIsNotRepeatedByTheLog() {
        var shown = new ArrayList<String>();
        Logging.begin(lines::add);
        var log = LoggerFactory.getLogger("io.hubflow.Example");

        log.warn(SyncListener.TOLD, "nobody else shows this");
        Logging.divert(shown::add);
        log.warn(SyncListener.TOLD, "a notice");
        log.warn("no notice");

        assertThat(lines).singleElement().asString().endsWith("nobody else shows this");
        assertThat(shown).singleElement().asString().endsWith("no notice");
    }

    @Test
    void writesJsonWhereItIsAskedForAndHidesSecretsThere() {
        Logging.begin(lines::add);
        Logging.json();

        var log = LoggerFactory.getLogger("io.hubflow.Example");
        log.info("a \"quoted\" line with Authorization: Bearer abc.def");
        log.error("it failed", new IllegalStateException("token=pat-na1-12345678-aaaa"));
        Logging.begin(lines::add);

        assertThat(lines).hasSize(2);
        var first = Json.read(lines.get(0));
        assertThat(first.get("level").asText()).isEqualTo("INFO");
        assertThat(first.get("loggerName").asText()).isEqualTo("io.hubflow.Example");
        assertThat(first.get("timestamp").isNumber()).isTrue();
        assertThat(first.get("message").asText()).contains("a \"quoted\" line", "[hidden]");
        assertThat(Json.read(lines.get(1)).get("message").asText())
                .startsWith("it failed")
                .contains("IllegalStateException", "at io.hubflow.app.LoggingTest");
        assertThat(String.join("\n", lines)).doesNotContain("abc.def", "12345678");
    }

    @Test
    void hidesWhatLooksLikeAToken() {
        Logging.divert(lines::add);

        LoggerFactory.getLogger("io.hubflow.Example")
                .warn(
                        "sent Authorization: Bearer abc.def to pat-na1-12345678-aaaa",
                        new IllegalStateException("Bearer xyz"));

        assertThat(String.join("\n", lines))
                .doesNotContain("abc.def", "12345678", "xyz")
                .contains("[hidden]");
    }
}
