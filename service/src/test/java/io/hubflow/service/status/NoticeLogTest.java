package io.hubflow.service.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoticeLogTest {
    private Instant now = Instant.parse("2026-11-29T00:00:00Z");
    private final List<String> lines = new ArrayList<>();
    private final NoticeLog log = new NoticeLog("europe", () -> now, lines::add);

    @Test
    void whatEveryRunRepeatsIsWrittenOnceADay() {
        for (var quarter = 0; quarter < 2 * 96; quarter++) {
            run("contacts: a scope is missing (HTTP 403, correlation id 01a22778-%04d)".formatted(quarter));
        }

        assertThat(lines)
                .containsExactly(
                        "Portal europe: contacts: a scope is missing (HTTP 403, correlation id 01a22778-0000)",
                        "Portal europe: contacts: a scope is missing (HTTP 403, correlation id 01a22778-0096)");
    }

    @Test
    void whatComesBackIsWrittenAgain() {
        run("contacts: a scope is missing");
        run();
        run("contacts: a scope is missing", "deals: a scope is missing");

        assertThat(lines)
                .containsExactly(
                        "Portal europe: contacts: a scope is missing",
                        "Portal europe: contacts: a scope is missing",
                        "Portal europe: deals: a scope is missing");
    }

    private void run(String... notices) {
        for (var notice : notices) {
            log.tell(notice);
        }
        log.runEnded();
        now = now.plus(Duration.ofMinutes(15));
    }
}
