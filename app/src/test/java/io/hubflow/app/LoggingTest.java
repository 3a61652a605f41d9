package io.hubflow.app;

import static org.assertj.core.api.Assertions.assertThat;

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
